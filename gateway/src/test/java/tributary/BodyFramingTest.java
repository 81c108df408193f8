package tributary;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that are framed wrongly, and refusals over HTTP/2. */
class BodyFramingTest {
    private static ServiceStub service;
    private static TestGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        service = ServiceStub.start().answers("/ok", "{}");
        gateway = TestGateway.start("""
                services:
                  shop: { url: "${SHOP}", headers: { forward: [cookie] } }
                aggregates:
                  POST /items: { calls: { one: { post: shop:/ok } } }
                """, Map.of("SHOP", service.url()));
    }

    @AfterAll
    static void stop() {
        gateway.close();
        service.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n-2\r\n{}\r\n0\r\n\r\n",
            })
    void answers_400_to_a_body_that_is_framed_wrongly(String rest) throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
            socket.setSoTimeout(30_000);
            String request = "POST /items HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n" + rest;
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            byte[] line = socket.getInputStream().readNBytes("HTTP/1.1 400".length());
            assertThat(new String(line, ISO_8859_1)).isEqualTo("HTTP/1.1 400");
        }
    }

    @Test
    void refuses_a_body_over_http_2_without_a_field_that_only_http_1_has() throws Exception {
        HttpResponse<String> response = overHttp2("text/plain", HttpRequest.BodyPublishers.ofString("words"));
        assertThat(response.statusCode()).isEqualTo(415);
        assertThat(response.headers().firstValue("connection")).isEmpty();
    }

    @Test
    void refuses_a_body_over_http_2_that_turns_out_too_large() throws Exception {
        byte[] large = "1".repeat(1024 * 1024 + 1).getBytes(ISO_8859_1);
        HttpRequest.BodyPublisher undeclared =
                HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large));
        assertThat(overHttp2("application/json", undeclared).statusCode()).isEqualTo(413);
    }

    private static HttpResponse<String> overHttp2(String type, HttpRequest.BodyPublisher body) throws Exception {
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build()) {
            // A connection's first request asks for the upgrade, where a body may stay with HTTP/1.1.
            client.send(HttpRequest.newBuilder(gateway.uri("/items")).build(), HttpResponse.BodyHandlers.discarding());
            HttpResponse<String> response = client.send(
                    HttpRequest.newBuilder(gateway.uri("/items"))
                            .timeout(Duration.ofSeconds(30))
                            .header("content-type", type)
                            .POST(body)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
            return response;
        }
    }
}
