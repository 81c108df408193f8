package tributary.expression;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import tributary.json.JsonArray;
import tributary.json.JsonException;
import tributary.json.JsonObject;
import tributary.json.JsonParser;
import tributary.json.JsonString;
import tributary.json.JsonValue;

/** The cases of https://github.com/jmespath/jmespath.test, read with our own parser so that digits survive. */
final class ComplianceSuite {
    /** A case; of {@code result} and {@code error} one is there, or neither where only the speed is of interest. */
    record Case(String file, JsonValue given, String expression, JsonValue result, String error) {
        String name() {
            return file + ": " + expression;
        }
    }

    private static final Path FOLDER =
            Path.of(System.getProperty("tributary.shared", "../../shared"), "data", "jmespath");

    private ComplianceSuite() {}

    /** All cases; skips the test that asks where the files are not there. */
    static List<Case> cases() {
        Assumptions.assumeTrue(
                Files.isDirectory(FOLDER), () -> "no JMESPath compliance suite at " + FOLDER.toAbsolutePath());
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .flatMap(ComplianceSuite::read)
                    .toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Stream<Case> read(Path file) {
        try {
            JsonArray groups = (JsonArray) JsonParser.parse(Files.readString(file));
            return groups.values().stream()
                    .map(JsonObject.class::cast)
                    .flatMap(group -> array(group, "cases").values().stream()
                            .map(one -> read(file, member(group, "given"), (JsonObject) one)));
        } catch (IOException | JsonException e) {
            throw new AssertionError(file.toString(), e);
        }
    }

    private static Case read(Path file, JsonValue given, JsonObject one) {
        String error = one.get("error") instanceof JsonString string ? string.text() : null;
        String expression = ((JsonString) member(one, "expression")).text();
        return new Case(file.getFileName().toString(), given, expression, one.get("result"), error);
    }

    private static JsonArray array(JsonObject object, String name) {
        return (JsonArray) member(object, name);
    }

    private static JsonValue member(JsonObject object, String name) {
        return Objects.requireNonNull(object.get(name), name);
    }
}
