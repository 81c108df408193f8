package tributary.stubs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoadServiceTest {
    private LoadService service;

    @BeforeEach
    void start() throws IOException {
        service = LoadService.start("127.0.0.1", 0);
    }

    @AfterEach
    void end() {
        service.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {32, 33, 100, 512, 1024, 4096, 500_000})
    void answers_with_json_of_the_size_asked_for(int size) throws IOException {
        try (Client client = new Client()) {
            client.send(get("/json/" + size));
            byte[] body = client.answer("HTTP/1.1 200 OK");
            assertThat(body).hasSize(size);
            assertThat(new ObjectMapper().readTree(body).get("id").intValue()).isEqualTo(size);
        }
    }

    @Test
    void lists_elements_and_echoes_ids() throws IOException {
        try (Client client = new Client()) {
            client.send(get("/list/20") + get("/echo/a-7_B"));
            var list = new ObjectMapper().readTree(client.answer("HTTP/1.1 200 OK"));
            assertThat(list).hasSize(20);
            assertThat(list.get(19).get("id").intValue()).isEqualTo(20);
            assertThat(client.answer("HTTP/1.1 200 OK")).asString().isEqualTo("{\"id\":\"a-7_B\"}");
        }
    }

    @Test
    void answers_requests_that_come_together_in_their_order() throws IOException {
        try (Client client = new Client()) {
            client.send(get("/echo/1") + get("/echo/2?delay=30") + get("/echo/3") + get("/fail") + get("/echo/5"));
            assertThat(client.answer("HTTP/1.1 200 OK")).asString().contains("1");
            assertThat(client.answer("HTTP/1.1 200 OK")).asString().contains("2");
            assertThat(client.answer("HTTP/1.1 200 OK")).asString().contains("3");
            client.answer("HTTP/1.1 503 Service Unavailable");
            assertThat(client.answer("HTTP/1.1 200 OK")).asString().contains("5");
        }
    }

    @Test
    void a_head_may_come_byte_by_byte() throws IOException {
        try (Client client = new Client()) {
            for (char octet : get("/echo/slow").toCharArray()) {
                client.send(String.valueOf(octet));
            }
            assertThat(client.answer("HTTP/1.1 200 OK")).asString().contains("slow");
        }
    }

    @Test
    void a_delay_holds_back_its_own_answer_and_no_other() throws IOException {
        try (Client held = new Client();
                Client other = new Client()) {
            Instant start = Instant.now();
            held.send(get("/json/64?delay=100000"));
            other.send(get("/json/64?delay=20"));
            other.answer("HTTP/1.1 200 OK");
            assertThat(Duration.between(start, Instant.now())).isBetween(Duration.ofMillis(20), Duration.ofSeconds(90));
            assertThat(held.hasSomething()).isFalse();
        }
    }

    @Test
    void goes_on_when_a_client_leaves_before_its_answer_is_due() throws IOException {
        try (Client leaving = new Client()) {
            leaving.send(get("/json/64?delay=10"));
        }
        try (Client client = new Client()) {
            client.send(get("/json/64?delay=30"));
            assertThat(client.answer("HTTP/1.1 200 OK")).hasSize(64);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/json/x", "/json/-1", "/echo/%22", "/json/10?delay=x", "/list/1/2"})
    void says_404_to_what_it_has_not(String target) throws IOException {
        try (Client client = new Client()) {
            client.send(get(target));
            client.answer("HTTP/1.1 404 Not Found");
            assertThat(client.in.read()).isEqualTo(-1);
        }
    }

    @Test
    void takes_nothing_but_get() throws IOException {
        try (Client client = new Client()) {
            client.send("POST /json/10 HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}");
            client.answer("HTTP/1.1 405 Method Not Allowed");
        }
    }

    @Test
    void has_more_targets_than_it_keeps() throws IOException {
        try (Client client = new Client()) {
            for (int i = 0; i < 5000; i++) {
                client.send(get("/json/64?n=" + i));
                assertThat(client.answer("HTTP/1.1 200 OK")).hasSize(64);
            }
        }
    }

    private static String get(String target) {
        return "GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n";
    }

    private final class Client implements AutoCloseable {
        private final Socket socket = new Socket(InetAddress.getLoopbackAddress(), service.port());
        private final InputStream in = new BufferedInputStream(socket.getInputStream());

        Client() throws IOException {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(60_000);
        }

        void send(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        }

        byte[] answer(String status) throws IOException {
            assertThat(line()).isEqualTo(status);
            int length = 0;
            for (String field = line(); !field.isEmpty(); field = line()) {
                if (field.startsWith("Content-Length: ")) {
                    length = Integer.parseInt(field.substring(16));
                }
            }
            return in.readNBytes(length);
        }

        private String line() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int octet = in.read(); octet != '\n' && octet >= 0; octet = in.read()) {
                line.append((char) octet);
            }
            return line.toString().strip();
        }

        boolean hasSomething() throws IOException {
            return in.available() > 0;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
