package tributary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tributary.cli.Timings.Timing;
import tributary.config.Configuration;
import tributary.plan.Aggregate;

class WaterfallTest {
    private static final Aggregate PAGE = Configuration.load(
                    Path.of("src/test/resources/tributary/cli/first-look.yaml"), Map.of())
            .plan()
            .aggregates()
            .getFirst();

    @Test
    void draws_each_call_from_where_it_could_start() {
        Timings timings = new Timings(
                List.of(
                        new Timing("product", 40, ""),
                        new Timing("reviews", 60, "timeout"),
                        new Timing("seller", 20, ""),
                        new Timing("stock", 0.2, "")),
                80);

        assertThat(new Waterfall(PAGE, timings, new Paint(false)).text())
                .isEqualTo("""
                  product  ████████████████████                        40 ms  catalog
                  reviews  ██████████████████████████████              60 ms  reviews: timeout
                  seller                       ██████████              20 ms  accounts, after product
                  stock                        █                        0 ms  inventory, one call per element, after product

                  one after the other 120 ms, answered in 80 ms
                """.replaceAll("(?m)^(?=\\S)", "  "));
    }

    @Test
    void draws_calls_that_were_cancelled() {
        Timings timings = new Timings(List.of(new Timing("product", 400, "timeout")), 400);

        assertThat(new Waterfall(PAGE, timings, new Paint(false)).text())
                .contains("accounts, after product: cancelled");
    }
}
