package tributary.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every kept input, and some damage to each, without Jazzer: what was found once stays mended. */
class CorpusTest {
    private static final Path GATEWAY = Path.of("");
    private static final Duration AT_MOST = Duration.ofSeconds(20);

    @TestFactory
    Stream<DynamicNode> every_kept_input() {
        return Arrays.stream(FuzzTarget.values())
                .map(target -> dynamicContainer(
                        target.lowerCase(), inputs(target).stream().map(input -> one(target, input))));
    }

    private static DynamicTest one(FuzzTarget target, Path input) {
        return dynamicTest(
                input.getFileName().toString(), () -> assertTimeoutPreemptively(AT_MOST, () -> check(target, input)));
    }

    private static List<Path> inputs(FuzzTarget target) {
        try (Stream<Path> files = Files.list(target.corpus(GATEWAY))) {
            List<Path> inputs = files.sorted().toList();
            assertThat(inputs).as("corpus of " + target).isNotEmpty();
            return inputs;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void check(FuzzTarget target, Path input) throws Exception {
        byte[] data = Files.readAllBytes(input);
        target.accept(data);
        target.accept(Arrays.copyOf(data, data.length / 2));
        target.accept(Arrays.copyOf(data, Math.max(0, data.length - 1)));
    }
}
