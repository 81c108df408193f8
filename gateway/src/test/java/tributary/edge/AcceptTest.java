package tributary.edge;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AcceptTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | true",
                "*/* | true",
                "application/json | true",
                "Application/JSON;charset=utf-8 | true",
                "application/* | true",
                "text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8 | true",
                "application/json;q=0.1 | true",
                "application/json;q=0 | false",
                "application/json;q=0, */* | false",
                "*/*, application/json;q=0.0 | false",
                "*/*;q=0, application/json | true",
                "text/html | false",
                "text/event-stream | false",
                "application/json;q=nonsense | true",
            })
    void lets_json_through(String field, boolean takes) {
        assertThat(Accept.takesJson(field)).isEqualTo(takes);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "'' | none",
                "*/* | none",
                "text/event-stream | EVENTS",
                "application/x-ndjson | LINES",
                "application/json, application/x-ndjson | LINES",
                "application/json, application/x-ndjson;q=0.9 | none",
                "text/* | EVENTS",
                "text/*, */*;q=0.1 | none",
                "text/*;q=0 | none",
                "application/json;q=0, application/* | LINES",
                "text/html | none",
            })
    void wants_parts_where_it_says_so_or_takes_nothing_else(String field, StreamAnswer.@Nullable Form form) {
        assertThat(Accept.form(field)).isEqualTo(form);
    }
}
