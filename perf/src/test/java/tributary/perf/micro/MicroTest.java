package tributary.perf.micro;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jmh.annotations.Benchmark;
import tributary.engine.Answer;
import tributary.json.JsonOutput;
import tributary.json.JsonParser;

/** That the benchmarks measure what they say; how long it takes is not looked at. */
class MicroTest {
    @Test
    void each_benchmark_is_measured_and_each_part_is_a_benchmark() {
        Set<String> benchmarks = Part.ALL.stream()
                .map(Part::benchmark)
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                .filter(method -> method.isAnnotationPresent(Benchmark.class))
                .map(method -> method.getDeclaringClass().getSimpleName() + "." + method.getName())
                .collect(Collectors.toSet());

        assertThat(Part.ALL)
                .extracting(part -> part.benchmark().getSimpleName() + "." + part.method())
                .containsOnlyOnceElementsOf(Set.of("PlanningBenchmark.route"))
                .hasSameElementsAs(benchmarks);
        assertThat(Part.ALL).extracting(Part::id).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 4000, 50000, 500000})
    void documents_are_as_long_as_asked_for(int bytes) throws Exception {
        byte[] document = Documents.of(bytes);

        assertThat(document.length).isBetween(bytes, bytes + 2500);
        assertThat(JsonParser.parse(document, 0, document.length)).isNotNull();
    }

    @Test
    void what_is_spliced_is_three_answers() throws Exception {
        JsonBenchmark json = new JsonBenchmark();
        json.bytes = 4000;
        json.prepare();
        JsonOutput out = json.splice();

        assertThat(out.size()).isGreaterThan(3 * 4000);
        assertThat(JsonParser.parse(out.array(), 0, out.size()).toString()).startsWith("{\"one\":{\"items\":[");
    }

    @Test
    void the_engine_answers_with_every_call() throws Exception {
        EngineBenchmark engine = new EngineBenchmark();
        engine.calls = 8;
        engine.prepare();

        assertThat(engine.answer()).isInstanceOfSatisfying(Answer.Document.class, document -> {
            assertThat(document.calls()).hasSize(8);
            assertThat(document.missing()).isEmpty();
        });
    }

    @Test
    void expressions_and_templates_find_what_they_look_for() throws Exception {
        ExpressionBenchmark expressions = new ExpressionBenchmark();

        assertThat(expressions.path().toString()).matches("[0-9.]+");
        assertThat(expressions.filter().toString()).contains("\"cost\"");
        assertThat(expressions.function().toString()).contains(", ");
        assertThat(new PlanningBenchmark().response().toString())
                .isEqualTo(
                        "{\"title\":\"Chair\",\"price\":\"49.5 EUR\",\"by\":\"Ada\",\"reviews\":[\"fine\",\"finer\"]}");
        assertThat(new PlanningBenchmark().route().toString()).contains("\"id\":\"7\"");
    }
}
