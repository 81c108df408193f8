package tributary.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TraceContextTest {
    private static final String CLIENTS = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private static TraceContext of(String traceparent, double ratio) {
        return TraceContext.of(traceparent, "vendor=1", "user=7", ratio);
    }

    @Test
    void goes_on_with_the_clients_trace() {
        TraceContext trace = of(CLIENTS, 0);
        assertThat(trace.traceId()).isEqualTo("0af7651916cd43dd8448eb211c80319c");
        assertThat(TraceContext.spanId(trace.parent())).isEqualTo("b7ad6b7169203331");
        assertThat(trace.recorded()).isTrue();
        assertThat(trace.state()).isEqualTo("vendor=1");
        assertThat(trace.baggage()).isEqualTo("user=7");
        assertThat(trace.traceparent(0x1234)).isEqualTo("00-0af7651916cd43dd8448eb211c80319c-0000000000001234-01");
    }

    @Test
    void passes_on_what_came_where_no_spans_are_made() {
        TraceContext trace = of(CLIENTS, TraceContext.NEVER);
        assertThat(trace.recorded()).isFalse();
        assertThat(trace.traceparent(0)).isEqualTo(CLIENTS);
    }

    @Test
    void keeps_a_clients_decision_against_recording() {
        assertThat(of(CLIENTS.replace("-01", "-00"), 1).recorded()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00",
                "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "00-0AF7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "00-00000000000000000000000000000000-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0",
                "00_0af7651916cd43dd8448eb211c80319c_b7ad6b7169203331_01",
                "01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01x",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b716920333g-01"
            })
    void begins_a_trace_where_the_clients_is_wrong(String wrong) {
        TraceContext trace = of(wrong, 1);
        assertThat(trace.parent()).isZero();
        assertThat(trace.traceId()).matches("[0-9a-f]{32}").isNotEqualTo("0af7651916cd43dd8448eb211c80319c");
        assertThat(trace.state()).isEmpty();
        assertThat(trace.recorded()).isTrue();
    }

    @Test
    void takes_what_is_known_of_a_later_version() {
        assertThat(of("cc" + CLIENTS.substring(2) + "-more", 0).traceId())
                .isEqualTo("0af7651916cd43dd8448eb211c80319c");
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 0", "1, 10000, 10000", "0.25, 2200, 2800"})
    void records_the_share_that_is_asked_for(double ratio, int least, int most) {
        long recorded = IntStream.range(0, 10_000)
                .filter(_ -> TraceContext.of(null, null, null, ratio).recorded())
                .count();
        assertThat(recorded).isBetween((long) least, (long) most);
    }

    @Test
    void never_passes_on_what_no_header_may_hold() {
        TraceContext trace = TraceContext.of(CLIENTS, "a=1\r\nx: y", "b".repeat(9000), 1);
        assertThat(trace.state()).isEmpty();
        assertThat(trace.baggage()).isEmpty();
    }
}
