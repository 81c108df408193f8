package tributary.downstream.http1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tributary.downstream.http1.ScriptedServer.answers;
import static tributary.downstream.http1.ScriptedServer.ok;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tributary.downstream.Bytes;
import tributary.downstream.WireRequest;
import tributary.downstream.WireRequest.Field;

/** What a request looks like on the wire, and what is refused before it gets there. */
class RequestTest {
    private static final Origin ORIGIN = new Origin(false, "shop.test", 80, "/v1");

    private static String bytes(WireRequest request) {
        RequestBytes bytes = new RequestBytes(new byte[16]).head(new RequestBytes.Common(ORIGIN), request);
        return new String(bytes.array(), 0, bytes.length(), StandardCharsets.UTF_8);
    }

    private static WireRequest with(String method, List<Field> fields, WireRequest.Payload body) {
        return new WireRequest(method, "/a?b=c", fields, body);
    }

    @Test
    void a_get() {
        assertThat(bytes(with("GET", List.of(new Field("x-id", "7")), null)).split("\r\n"))
                .containsExactly(
                        "GET /v1/a?b=c HTTP/1.1",
                        "host: shop.test",
                        "accept-encoding: gzip",
                        "x-id: 7",
                        "accept: application/json",
                        "user-agent: tributary");
    }

    @Test
    void given_fields_replace_the_usual_ones() {
        List<Field> fields = List.of(
                new Field("accept", "text/plain"), new Field("user-agent", "x"), new Field("content-type", "a/b"));
        WireRequest.Payload body = new WireRequest.Payload(Bytes.of(new byte[3]), "application/json");
        assertThat(bytes(with("POST", fields, body)).split("\r\n"))
                .containsExactly(
                        "POST /v1/a?b=c HTTP/1.1",
                        "host: shop.test",
                        "accept-encoding: gzip",
                        "accept: text/plain",
                        "user-agent: x",
                        "content-type: a/b",
                        "content-length: 3");
    }

    @ParameterizedTest
    @CsvSource({"POST,true", "PUT,true", "PATCH,true", "DELETE,false", "GET,false"})
    void a_method_that_means_a_body_says_that_there_is_none(String method, boolean said) {
        assertThat(bytes(with(method, List.of(), null)).contains("content-length: 0\r\n"))
                .isEqualTo(said);
    }

    @Test
    void text_beyond_ascii_goes_as_utf_8() {
        assertThat(bytes(with("GET", List.of(new Field("x", "a\u00fc\u20ac")), null)))
                .contains("x: a\u00fc\u20ac\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nb: c", "a\nb", "a\rb", "a\0b", "\u00fc\r\nb: c"})
    void a_value_cannot_become_a_second_field(String value) {
        WireRequest request = with("GET", List.of(new Field("x", value)), null);
        assertThatThrownBy(() -> bytes(request)).isInstanceOf(IllegalArgumentException.class);
        WireRequest.Payload body = new WireRequest.Payload(Bytes.NONE, value);
        assertThatThrownBy(() -> bytes(with("POST", List.of(), body))).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a:", "a\r\n", "\u00fc", "host", "content-length", "transfer-encoding", "te"})
    void a_name_cannot_break_the_framing(String name) {
        WireRequest request = with("GET", List.of(new Field(name, "1")), null);
        assertThatThrownBy(() -> bytes(request)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "/a b", "/a\r\n", "/\u00fc", "/\0", "http://x/"})
    void a_target_that_is_none_is_refused(String target) {
        WireRequest request = new WireRequest("GET", target, List.of(), null);
        assertThatThrownBy(() -> bytes(request)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "http://shop.test, false, shop.test, 80, '', shop.test",
        "http://shop.test/, false, shop.test, 80, '', shop.test",
        "https://shop.test/v1/, true, shop.test, 443, /v1, shop.test",
        "http://shop.test:443, false, shop.test, 443, '', shop.test:443",
        "https://shop.test:8443/a/b, true, shop.test, 8443, /a/b, shop.test:8443",
        "http://[::1]:90, false, ::1, 90, '', [::1]:90",
        "http://[::1], false, ::1, 80, '', [::1]",
        "http://my_service:90, false, my_service, 90, '', my_service:90",
    })
    void origins(URI url, boolean https, String host, int port, String basePath, String hostField) {
        assertThat(Origin.of(url)).isEqualTo(new Origin(https, host, port, basePath));
        assertThat(Origin.of(url).hostField()).isEqualTo(hostField);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ftp://a", "/a", "http:a", "http://u@a", "http://a?b", "http://a#b", "http://a:0", "http://:1"})
    void what_is_no_origin(String url) {
        assertThatThrownBy(() -> Origin.of(URI.create(url))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_refused_request_costs_no_place() throws Exception {
        try (ScriptedServer server = new ScriptedServer(answers(ok("a")));
                Wire wire = Wire.to(server.port(), Wire.settings(1))) {
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> wire.exchange(Wire.get("nonsense"), Wire.SOON))
                        .isInstanceOf(IllegalArgumentException.class);
            }
            assertThat(wire.get()).isEqualTo("200 a");
        }
    }
}
