package tributary.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import tributary.config.Configuration.Loaded;
import tributary.plan.Aggregate;
import tributary.plan.Call;
import tributary.plan.Plan;

class FirstLookTest {
    private static final Loaded LOADED =
            Configuration.load(Path.of("src/test/resources/tributary/config/first-look.yaml"), Map.of());
    private static final Plan PLAN = Objects.requireNonNull(LOADED.plan());
    private static final Aggregate PAGE = PLAN.aggregates().getFirst();

    @Test
    void finds_nothing_to_say() {
        assertThat(LOADED.diagnostics()).isEmpty();
    }

    @Test
    void reads_each_calls_needs_off_its_expressions() {
        assertThat(PAGE.calls()).extracting(Call::name).containsExactly("product", "reviews", "seller", "stock");
        assertThat(PAGE.calls().get(0).needs()).isEmpty();
        assertThat(PAGE.calls().get(1).needs()).isEmpty();
        assertThat(PAGE.calls().get(2).needs())
                .containsExactly(new Call.Need(0, "get: accounts:/users/{product.sellerId}"));
        assertThat(PAGE.calls().get(3).needs()).containsExactly(new Call.Need(0, "for-each: product.variants"));
    }

    @Test
    void takes_what_is_written_and_defaults_for_the_rest() {
        assertThat(PAGE.name()).isEqualTo("GET /products/{id}/page");
        assertThat(PAGE.deadline()).isEqualTo(Duration.ofMillis(900));
        assertThat(PAGE.calls())
                .extracting(Call::timeout)
                .containsExactly(
                        Duration.ofMillis(400), Duration.ofMillis(300), Duration.ofSeconds(1), Duration.ofSeconds(1));
        assertThat(PLAN.server().deadlineHeader()).isEqualTo("x-envoy-expected-rq-timeout-ms");
        assertThat(PLAN.server().limits().maxRequestBody()).isEqualTo(1 << 20);
        assertThat(Objects.requireNonNull(PLAN.services().get("inventory")).maxConcurrent())
                .isEqualTo(64);
        assertThat(PLAN.services().keySet()).containsExactly("catalog", "reviews", "accounts", "inventory");
    }

    @Test
    void attaches_the_stock_to_the_products_variants() {
        Call.ForEach forEach = Objects.requireNonNull(PAGE.calls().get(3).forEach());
        assertThat(forEach.maxParallel()).isEqualTo(16);
        assertThat(forEach.maxElements()).isEqualTo(1000);
        Call.Attach attach = Objects.requireNonNull(forEach.attach());
        assertThat(attach.slot()).isZero();
        assertThat(attach.member()).isEqualTo("stock");
        assertThat(attach.path()).isEqualTo(forEach.elements().plainPath());
    }
}
