package tributary.edge.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.HttpRouting;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import tributary.observe.Observers;
import tributary.plan.ClientLimits;

class ListenerTest {
    private static final String HOST = "127.0.0.1";
    private static final ClientLimits LIMITS = ClientLimits.of(16 * 1024, 64 * 1024);

    private static void settings(WebServerConfig.Builder builder) {
        builder.routing(HttpRouting.builder().any((_, response) -> response.send("here")))
                .shutdownGracePeriod(Duration.ofMillis(50));
    }

    @Test
    void says_that_a_port_is_taken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> Listener.start(
                            HOST, taken.getLocalPort(), LIMITS, Observers.NONE, null, ListenerTest::settings))
                    .isInstanceOf(BindException.class)
                    .hasMessage(HOST + ":" + taken.getLocalPort());
        }
    }

    @Test
    void takes_a_port_again_that_the_server_gave_up() throws Exception {
        try (Listener listener =
                Listener.start(HOST, 0, new Guard(LIMITS), ListenerTest::settings, Duration.ofMillis(5))) {
            assertThat(connects(listener)).isTrue();
            listener.lose();
            long start = System.nanoTime();
            boolean back = false;
            while (!back && System.nanoTime() - start < Duration.ofSeconds(20).toNanos()) {
                back = connects(listener);
            }
            assertThat(back).isTrue();
        }
    }

    private static boolean connects(Listener listener) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), listener.port())) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }
}
