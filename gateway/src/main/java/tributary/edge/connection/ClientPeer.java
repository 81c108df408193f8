package tributary.edge.connection;

import io.helidon.common.socket.PeerInfo;
import java.net.SocketAddress;
import java.security.Principal;
import java.security.cert.Certificate;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * The other end of a guarded connection, as requests show it. It carries the client's {@link Presence} to the handler, so
 * that no thread-local or table of requests is needed.
 */
record ClientPeer(PeerInfo peer, IntFunction<Presence> presences) implements PeerInfo {

    Presence presence(int requestId) {
        return presences.apply(requestId);
    }

    @Override
    public SocketAddress address() {
        return peer.address();
    }

    @Override
    public String host() {
        return peer.host();
    }

    @Override
    public int port() {
        return peer.port();
    }

    @Override
    public Optional<Principal> tlsPrincipal() {
        return peer.tlsPrincipal();
    }

    @Override
    public Optional<Certificate[]> tlsCertificates() {
        return peer.tlsCertificates();
    }
}
