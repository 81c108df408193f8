package tributary.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tributary.config.Configuration;
import tributary.plan.Call;

class LanesTest {
    @TempDir
    private Path directory;

    private List<List<String>> lanes(String... calls) throws Exception {
        Path file = directory.resolve("gateway.yaml");
        Files.writeString(
                file,
                "services: { s: { url: 'http://h' } }\naggregates:\n  GET /a:\n    calls:\n"
                        + String.join("\n", calls).indent(6));
        var plan = Configuration.load(file, Map.of()).plan();
        assertThat(plan).isNotNull();
        Lanes lanes = Lanes.of(plan.aggregates().getFirst());
        return IntStream.range(0, lanes.count())
                .mapToObj(i -> lanes.lane(i).stream().map(Call::name).toList())
                .toList();
    }

    @Test
    void calls_that_need_nothing_have_each_their_own() throws Exception {
        assertThat(lanes("a: { get: 's:/a' }", "b: { get: 's:/b' }")).containsExactly(List.of("a"), List.of("b"));
    }

    @Test
    void a_chain_is_one_whatever_the_order_of_writing() throws Exception {
        assertThat(lanes("c: { get: 's:/{b.x}' }", "b: { get: 's:/{a.x}' }", "a: { get: 's:/a' }"))
                .containsExactly(List.of("a", "b", "c"));
    }

    @Test
    void of_two_that_need_the_same_one_goes_on_and_the_other_waits() throws Exception {
        assertThat(lanes("a: { get: 's:/a' }", "b: { get: 's:/{a.x}' }", "c: { get: 's:/{a.y}' }"))
                .containsExactly(List.of("a", "b"), List.of("c"));
    }

    @Test
    void one_that_needs_two_goes_on_behind_one_of_them() throws Exception {
        assertThat(lanes("a: { get: 's:/a' }", "b: { get: 's:/b' }", "c: { get: 's:/{a.x}/{b.x}' }"))
                .containsExactly(List.of("a"), List.of("b", "c"));
    }
}
