/**
 * HTTP/2 to a service: one connection carries many exchanges. Start reading at
 * {@link tributary.downstream.http2.Http2Transport}, then {@code Connections}, {@code Connection}, {@code Incoming}.
 *
 * <p>One lock a service, that of {@code Connections}, guards everything but the sockets; no socket is touched while it is
 * held. A connection has two virtual threads: one opens it and then reads until it ends, the other writes. Whoever makes an
 * exchange never touches the socket, since a virtual thread that is interrupted in a socket closes it, and the connection
 * belongs to others too.
 */
@NullMarked
package tributary.downstream.http2;

import org.jspecify.annotations.NullMarked;
