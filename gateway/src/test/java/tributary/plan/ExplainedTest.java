package tributary.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tributary.config.Configuration;
import tributary.plan.Explained.Step;

class ExplainedTest {
    @TempDir
    private Path directory;

    @Test
    void puts_calls_that_need_nothing_into_the_first_stage() throws IOException {
        Explained explained = explained("""
                one: { get: "shop:/1", timeout: 100ms }
                two: { get: "shop:/2", timeout: 300ms }
                """);

        assertThat(names(explained.stage(0))).containsExactly("one", "two");
        assertThat(explained.stage(1)).isEmpty();
        assertThat(names(explained.chain())).containsExactly("two");
        assertThat(explained.longest()).isEqualTo(Duration.ofMillis(300));
        assertThat(explained.withinDeadline()).isTrue();
    }

    @Test
    void follows_the_need_that_ends_last_and_not_the_one_with_most_steps() throws IOException {
        Explained explained = explained("""
                last: { get: "shop:/{quick.a}/{slow.b}", timeout: 100ms }
                quick: { get: "shop:/{first.a}", timeout: 100ms }
                first: { get: "shop:/1", timeout: 100ms }
                slow: { get: "shop:/2", timeout: 900ms }
                """);

        assertThat(explained.steps().stream().map(Step::stage)).containsExactly(2, 1, 0, 0);
        assertThat(names(explained.chain())).containsExactly("slow", "last");
        assertThat(explained.longest()).isEqualTo(Duration.ofSeconds(1));
        assertThat(names(explained.startedBy(explained.steps().get(3)))).containsExactly("last");
        assertThat(explained.withinDeadline()).isTrue();
    }

    @Test
    void sees_that_the_deadline_is_too_short() throws IOException {
        Explained explained = explained("""
                one: { get: "shop:/1", timeout: 600ms }
                two: { get: "shop:/{one.a}", timeout: 401ms }
                """);

        assertThat(explained.longest()).isEqualTo(Duration.ofMillis(1001));
        assertThat(explained.withinDeadline()).isFalse();
    }

    @Test
    void counts_every_attempt_and_the_longest_waits_between_them() throws IOException {
        Explained explained = explained("""
                one: { get: "shop:/1", timeout: 200ms, retry: { attempts: 4, backoff: 10ms } }
                two: { get: "shop:/2", timeout: 100ms, hedge: { after: 50ms } }
                """);

        assertThat(explained.longest()).isEqualTo(Duration.ofMillis(4 * 200 + 10 + 20 + 40));
        assertThat(explained.steps().getLast().end()).isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void counts_how_often_elements_must_wait_for_a_place() throws IOException {
        Explained explained = explained("""
                list: { get: "shop:/1" }
                each: { for-each: list, get: "shop:/{item}", max-parallel: 4, max-elements: 9 }
                """);

        assertThat(explained.steps().stream().map(Step::rounds)).containsExactly(1, 3);
    }

    private Explained explained(String calls) throws IOException {
        Path file = Files.writeString(directory.resolve("gateway.yaml"), """
                services: { shop: { url: "http://localhost:1" } }
                aggregates:
                  GET /:
                    deadline: 1s
                    calls:
                %s""".formatted(calls.indent(6)));
        Configuration.Loaded loaded = Configuration.load(file, Map.of());
        assertThat(loaded.plan()).as(loaded.toString()).isNotNull();
        return Explained.of(loaded.plan(), loaded.plan().aggregates().getFirst());
    }

    private static List<String> names(List<Step> steps) {
        return steps.stream().map(step -> step.call().name()).toList();
    }
}
