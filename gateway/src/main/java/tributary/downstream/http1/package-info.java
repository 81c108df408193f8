/**
 * HTTP/1.1 over plain sockets, and what HTTP/2 has in common with it: opening connections, TLS, names, content codings. Start
 * reading at {@link tributary.downstream.http1.Http1Transport}.
 */
@NullMarked
package tributary.downstream.http1;

import org.jspecify.annotations.NullMarked;
