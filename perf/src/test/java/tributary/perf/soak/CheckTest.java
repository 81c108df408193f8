package tributary.perf.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the soak must not let pass. */
class CheckTest {
    private static final String OWN = GoodDeeds.three("7");

    private static Answer answer(int status, String body) {
        return new Answer(status, Map.of(), body);
    }

    @Test
    void an_answer_is_right_to_the_byte_or_wrong() throws Exception {
        assertThat(Check.whole(200, OWN, answer(200, OWN))).isEqualTo(Deed.Outcome.WHOLE);
        assertThatExceptionOfType(Mismatch.class).isThrownBy(() -> Check.whole(200, OWN, answer(201, OWN)));
        assertThatExceptionOfType(Mismatch.class)
                .isThrownBy(() -> Check.whole(200, OWN, answer(200, GoodDeeds.three("8"))));
        assertThatExceptionOfType(Mismatch.class)
                .isThrownBy(() ->
                        Check.whole(200, OWN, new Answer(200, Map.of("tributary-partial", "value;reason=reset"), OWN)));
    }

    @Test
    void a_problem_is_the_one_that_was_provoked() {
        assertThatExceptionOfType(Mismatch.class)
                .isThrownBy(() -> Check.problem(
                        502,
                        "reset",
                        new Answer(
                                502,
                                Map.of("content-type", "application/problem+json"),
                                "{\"type\":\"urn:tributary:problem:too-large\"}")));
    }

    @Test
    void somebody_else_s_answer_is_noticed() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Http2Clients http2 = new Http2Clients(server.getLocalPort());
                Visitor visitor = new Visitor(server.getLocalPort(), http2, new Ledger()).begin(7, 1)) {
            Thread serving = Thread.startVirtualThread(() -> answerAs(server, "8"));

            assertThatExceptionOfType(Mismatch.class)
                    .isThrownBy(() -> visitor.ask(visitor.get("/three/7")))
                    .withMessageContaining("the answer to request 7");
            serving.join();
        }
    }

    private static void answerAs(ServerSocket server, String id) {
        try (Socket socket = server.accept()) {
            InputStream in = socket.getInputStream();
            for (int last = 0, octet = in.read(); octet >= 0 && !(last == '\n' && octet == '\r'); octet = in.read()) {
                last = octet;
            }
            socket.getOutputStream()
                    .write(("HTTP/1.1 200 OK\r\nX-Request-Id: " + id + "\r\nContent-Length: 2\r\n\r\n{}")
                            .getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void a_bulkhead_that_lost_a_place_is_noticed() throws Exception {
        Gathering gathering = new Gathering(Duration.ofMillis(20));

        assertThat(gathering.awaited(1)).isTrue();
        assertThat(gathering.awaited(2)).isFalse();
    }
}
