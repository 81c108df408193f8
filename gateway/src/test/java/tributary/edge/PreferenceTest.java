package tributary.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PreferenceTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "respond-async | 0",
                "Respond-Async, WAIT=3 | 3",
                "respond-async=\"\" | 0",
                "respond-async= | 0",
                ",,respond-async;a=\"b, wait=9\" | 0",
                "foo=\"a, wait=9\", respond-async | 0",
                "foo=\"a;b, wait=9\", respond-async, wait=2 | 2",
                "foo=\"a\\\", wait=9\", wait = \"4\" , respond-async | 4",
                "respond-async, wait=1, wait=30 | 1",
                "respond-async, wait=999999 | 60",
                "respond-async, wait=99999999999999999999 | 60",
                "respond-async, wait=abc | 0",
                "respond-async, wait=-1 | 0",
            })
    void is_read_as_a_list(String field, int seconds) {
        assertThat(Preference.of(field)).isEqualTo(new Preference(Duration.ofSeconds(seconds)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "wait=3",
                "respond-async=yes",
                "xrespond-async",
                "respond-async wait=3",
                "foo=\"a, respond-async\"",
                "foo=\"a, respond-async, b\"",
                "foo=\"a, respond-async",
                "foo; respond-async",
            })
    void other_things_are_none(String field) {
        assertThat(Preference.of(field)).isNull();
    }
}
