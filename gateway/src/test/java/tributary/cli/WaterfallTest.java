package tributary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import tributary.observe.AttemptTrace;
import tributary.observe.CallRecord;
import tributary.observe.CallTrace.End;
import tributary.observe.RequestRecord;
import tributary.observe.TraceContext;
import tributary.observe.Via;

class WaterfallTest {
    private static final long START = 1_000_000_000L;

    private static long at(double millis) {
        return START + (long) (millis * 1e6);
    }

    private static AttemptTrace attempt(int number, double from, double to, int status, String reason) {
        return new AttemptTrace(number, false, 0, 0, at(from), at(to), status, reason, 0, 10);
    }

    private static CallRecord call(
            String name, List<String> needs, End end, String reason, double from, double to, AttemptTrace... attempts) {
        String merged = end == End.ANSWERED ? "its value" : end == End.DEFAULTED ? "its default" : "";
        return new CallRecord(
                name,
                name + "s",
                "GET",
                true,
                needs,
                true,
                end,
                reason,
                0,
                at(from),
                at(to),
                1,
                0,
                merged,
                attempts.length,
                List.of(attempts));
    }

    private static String drawn(CallRecord... calls) {
        RequestRecord request = new RequestRecord(
                "id",
                TraceContext.of(null, null, null, TraceContext.NEVER),
                0,
                0,
                START,
                80_000_000,
                "",
                "",
                "GET",
                "/page",
                "GET /page",
                "1.1",
                Via.CONNECTION,
                200,
                "ok",
                false,
                0,
                0,
                1_200_000,
                List.of(calls),
                "");
        return new Waterfall(request, new Paint(false)).text();
    }

    @Test
    void draws_each_call_from_where_it_could_start() {
        assertThat(drawn(
                        call("product", List.of(), End.ANSWERED, "", 0, 40, attempt(1, 0, 40, 200, "")),
                        call("review", List.of(), End.DEFAULTED, "timeout", 0, 60, attempt(1, 0, 60, 0, "timeout")),
                        call("seller", List.of("product"), End.ANSWERED, "", 40, 60, attempt(1, 40, 60, 200, ""))))
                .isEqualTo("""
                  product  ████████████████████                          40 ms  products
                  review   ██████████████████████████████                60 ms  reviews, timeout, its default
                  seller                       ██████████                20 ms  sellers, after product

                  one after the other 120 ms, answered in 80 ms, the gateway itself 1.2 ms
                """.replaceAll("(?m)^(?=\\S)", "  "));
    }

    @Test
    void tells_of_each_attempt_where_there_were_several() {
        assertThat(drawn(call(
                        "product",
                        List.of(),
                        End.ANSWERED,
                        "",
                        0,
                        80,
                        attempt(1, 0, 20, 503, "bad-status"),
                        attempt(2, 40, 80, 200, ""))))
                .contains("1 first: 503 bad-status", "2 retry: 200");
    }

    @Test
    void draws_calls_that_were_cancelled_or_never_begun() {
        CallRecord never = new CallRecord(
                "stock",
                "stocks",
                "GET",
                false,
                List.of("product"),
                false,
                End.CANCELLED,
                "",
                0,
                0,
                0,
                0,
                0,
                "",
                0,
                List.of());
        assertThat(drawn(call("product", List.of(), End.CANCELLED, "", 0, 40), never))
                .contains("products, cancelled", "stocks, not begun");
    }
}
