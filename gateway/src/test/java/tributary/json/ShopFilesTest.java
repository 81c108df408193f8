package tributary.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Real documents from outside. */
final class ShopFilesTest {
    private static final Path SHOP =
            Path.of(System.getProperty("tributary.shared", "../../shared")).resolve("data/shop");

    @Test
    void writes_each_file_byte_for_byte_but_for_the_space_around_it() throws IOException {
        for (Path file : files()) {
            byte[] text = Files.readAllBytes(file);
            JsonValue value = Texts.parse(text);

            assertThat(value.toString()).isEqualTo(Files.readString(file).strip());
            assertThat(((JsonArray) value).values()).isNotEmpty();
        }
    }

    @Test
    void a_copy_made_of_a_file_equals_it() throws IOException {
        for (Path file : files()) {
            JsonValue value = Texts.parse(Files.readAllBytes(file));
            JsonValue made = made(value);

            assertThat(made).isEqualTo(value).hasSameHashCodeAs(value);
            assertThat(Texts.parse(made.toString())).isEqualTo(value);
        }
    }

    private static JsonValue made(JsonValue value) {
        return switch (value) {
            case JsonArray array ->
                JsonArray.of(array.values().stream().map(ShopFilesTest::made).toList());
            case JsonObject object -> {
                Map<String, JsonValue> members = new LinkedHashMap<>();
                for (String name : object.names()) {
                    members.put(name, made(Objects.requireNonNull(object.get(name))));
                }
                yield JsonObject.of(members);
            }
            case JsonString string -> JsonString.of(string.text());
            case JsonNumber number -> JsonNumber.of(number.decimal().orElseThrow());
            case JsonBoolean bool -> bool;
            case JsonNull nothing -> nothing;
        };
    }

    private static List<Path> files() throws IOException {
        assumeTrue(Files.isDirectory(SHOP), "the shop's data is not here");
        try (Stream<Path> files = Files.list(SHOP)) {
            List<Path> found =
                    files.filter(file -> file.toString().endsWith(".json")).toList();
            assertThat(found).hasSizeGreaterThan(3);
            return found;
        }
    }
}
