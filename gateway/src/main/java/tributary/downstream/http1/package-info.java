/**
 * HTTP/1.1 over plain sockets: what {@link tributary.downstream.Transport} is in production. Start reading at
 * {@link tributary.downstream.http1.Http1Transport}.
 */
@NullMarked
package tributary.downstream.http1;

import org.jspecify.annotations.NullMarked;
