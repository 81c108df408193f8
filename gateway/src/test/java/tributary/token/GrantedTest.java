package tributary.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tributary.downstream.Bytes;
import tributary.downstream.Exchanged;
import tributary.downstream.Failure;
import tributary.downstream.WireAnswer;
import tributary.downstream.WireRequest.Field;

class GrantedTest {
    private static final Instant NOW = Instant.parse("2026-11-21T17:00:00Z");

    private static Granted said(int status, String body) {
        return Granted.of(new WireAnswer(status, List.of(), Bytes.of(body.getBytes(StandardCharsets.UTF_8))), NOW);
    }

    private static Granted lives(String expires) {
        return said(200, "{\"access_token\":\"abc\",\"token_type\":\"bearer\",\"expires_in\":" + expires + "}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "3600 | 3600000",
                "'\"3600\"' | 3600000",
                "0.5 | 500",
                "null | 300000",
                "86400 | 86400000",
                "1e30 | 86400000",
                "1e999999999 | 86400000",
                "99999999999999999999999999 | 86400000"
            })
    void believes_a_life_up_to_a_day(String expires, long millis) {
        assertThat(((Granted.Token) lives(expires)).life()).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0",
                "-1",
                "-1e999999999",
                "1e-999999999",
                "'\"soon\"'",
                "'\"-5\"'",
                "true",
                "'[]'",
                "'{}'",
                "'\"\"'"
            })
    void takes_no_token_with_a_life_that_is_none(String expires) {
        assertThat(lives(expires))
                .isEqualTo(new Granted.Nothing("an expires_in that is no number of seconds above 0", false));
    }

    @Test
    void takes_no_token_that_is_none() {
        String none = "no access_token";
        assertThat(said(200, "{}")).isEqualTo(new Granted.Nothing(none, false));
        assertThat(said(200, "{\"access_token\":null}")).isEqualTo(new Granted.Nothing(none, false));
        assertThat(said(200, "{\"access_token\":\"\"}")).isEqualTo(new Granted.Nothing(none, false));
        assertThat(said(200, "{\"access_token\":7}")).isEqualTo(new Granted.Nothing(none, false));
        Granted unfit = new Granted.Nothing("an access_token that no field can hold", false);
        assertThat(said(200, "{\"access_token\":\"a b\"}")).isEqualTo(unfit);
        assertThat(said(200, "{\"access_token\":\"a\\r\\nx: y\"}")).isEqualTo(unfit);
        assertThat(said(200, "{\"access_token\":\"é\"}")).isEqualTo(unfit);
        assertThat(said(200, "{\"access_token\":\"" + "a".repeat(16 * 1024 + 1) + "\"}"))
                .isEqualTo(unfit);
        assertThat(said(200, "{\"access_token\":\"a\",\"token_type\":\"mac\"}"))
                .isEqualTo(new Granted.Nothing("a token_type other than Bearer", false));
        for (String body : List.of("", "<html>", "[]", "\"a\"", "{\"access_token\":\"a\"")) {
            assertThat(said(200, body)).as(body).isEqualTo(new Granted.Nothing("no JSON object", false));
        }
    }

    @Test
    void follows_no_redirect_and_repeats_no_words_but_the_standard_s() {
        assertThat(said(302, "")).isEqualTo(new Granted.Nothing("status 302", false));
        assertThat(said(401, "{\"error\":\"invalid_client\"}"))
                .isEqualTo(new Granted.Nothing("status 401 invalid_client", false));
        assertThat(said(400, "{\"error\":\"secret=hunter2\"}")).isEqualTo(new Granted.Nothing("status 400", false));
        assertThat(said(503, "<html>")).isEqualTo(new Granted.Nothing("status 503", true));
        assertThat(said(429, "")).isEqualTo(new Granted.Nothing("status 429", true));
        assertThat(Granted.of(new Exchanged.None(new Failure.Timeout()), NOW))
                .isEqualTo(new Granted.Nothing("timeout", true));
    }

    @Test
    void shows_no_token() {
        assertThat(lives("60").toString()).doesNotContain("abc");
    }

    private static Duration pause(int status, String retryAfter) {
        List<Field> fields = List.of(new Field("retry-after", retryAfter));
        return Granted.of(new WireAnswer(status, fields, Bytes.of(new byte[0])), NOW) instanceof Granted.Nothing nothing
                ? nothing.pause()
                : Duration.ofDays(-1);
    }

    @Test
    void tells_how_long_the_token_service_wants_to_be_left_alone() {
        assertThat(pause(503, "7")).hasSeconds(7);
        assertThat(pause(429, " 120 ")).hasSeconds(120);
        assertThat(pause(503, "Sat, 21 Nov 2026 17:01:30 GMT")).hasSeconds(90);
        assertThat(pause(503, "Sat, 21 Nov 2026 16:00:00 GMT")).isZero();
        assertThat(pause(503, "soon")).isZero();
        assertThat(pause(503, "-1")).isZero();
    }
}
