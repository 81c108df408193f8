package tributary.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Properties over many random documents. A failure names the seed. */
final class RandomDocumentTest {
    @Test
    void a_view_means_what_the_text_was_made_to_mean() {
        for (int seed = 0; seed < 3000; seed++) {
            RandomDocument document = new RandomDocument(seed);
            Object meaning = document.value(5);
            JsonValue view = Texts.parse(document.text());

            assertThat(view.toString())
                    .as("seed %s", seed)
                    .isEqualTo(document.text().strip());
            checkMeaning(view, meaning, "seed " + seed);
        }
    }

    @Test
    void a_view_equals_what_is_made_of_the_same_meaning() {
        for (int seed = 0; seed < 3000; seed++) {
            RandomDocument document = new RandomDocument(seed);
            JsonValue made = made(document.value(5));
            JsonValue view = Texts.parse(document.text());

            assertThat(view).as("seed %s", seed).isEqualTo(made).hasSameHashCodeAs(made);
            assertThat(made).as("seed %s", seed).isEqualTo(view);
            assertThat(Texts.parse(made.toString())).as("seed %s", seed).isEqualTo(view);
        }
    }

    @Test
    void a_damaged_text_is_refused_or_is_another_text() {
        int accepted = 0;
        for (int seed = 0; seed < 3000; seed++) {
            RandomDocument document = new RandomDocument(seed);
            document.value(3);
            Random random = new Random(seed);
            for (int round = 0; round < 10; round++) {
                byte[] text = document.text().getBytes(StandardCharsets.UTF_8);
                for (int n = random.nextInt(3); n >= 0 && text.length > 0; n--) {
                    text[random.nextInt(text.length)] = damage(random);
                }
                accepted += checkDamaged(text, "seed " + seed) ? 1 : 0;
            }
        }
        assertThat(accepted).as("some damage leaves a text good, most does not").isBetween(300, 25_000);
    }

    private static byte damage(Random random) {
        String telling = "\"\\{}[],:0-.eEtnu \n";
        return random.nextBoolean()
                ? (byte) random.nextInt(256)
                : (byte) telling.charAt(random.nextInt(telling.length()));
    }

    /** Anything but a {@link JsonException} fails the test by being thrown. */
    private static boolean checkDamaged(byte[] text, String seed) {
        JsonValue view;
        try {
            view = JsonParser.parse(text, 0, text.length);
        } catch (JsonException e) {
            return false;
        }
        JsonValue again = Texts.parse(Texts.written(view));
        assertThat(again).as(seed).isEqualTo(view).hasSameHashCodeAs(view);
        JsonValue compact = Texts.parse(Texts.written(made(meaning(view))));
        assertThat(compact).as(seed).isEqualTo(view);
        return true;
    }

    private static void checkMeaning(JsonValue view, @Nullable Object meaning, String seed) {
        switch (view) {
            case JsonObject object -> {
                Map<?, ?> members = (Map<?, ?>) Objects.requireNonNull(meaning);
                // Before names are asked for, looks walk along them; later ones use a map.
                members.forEach((name, value) ->
                        checkMeaning(Objects.requireNonNull(object.get((String) name), seed), value, seed));
                assertThat(new ArrayList<>(object.names())).as(seed).isEqualTo(new ArrayList<>(members.keySet()));
                members.forEach((name, value) ->
                        checkMeaning(Objects.requireNonNull(object.get((String) name), seed), value, seed));
            }
            case JsonArray array -> {
                List<?> elements = (List<?>) Objects.requireNonNull(meaning);
                assertThat(array.size()).as(seed).isEqualTo(elements.size());
                for (int i = elements.size() - 1; i >= 0; i--) {
                    checkMeaning(array.get(i), elements.get(i), seed);
                    checkMeaning(array.values().get(i), elements.get(i), seed);
                }
            }
            case JsonString _, JsonNumber _, JsonBoolean _, JsonNull _ ->
                assertThat(meaning(view)).as(seed).isEqualTo(meaning);
        }
    }

    private static @Nullable Object meaning(JsonValue value) {
        return switch (value) {
            case JsonNull _ -> null;
            case JsonBoolean bool -> bool == JsonBoolean.TRUE;
            case JsonNumber number ->
                number.decimal()
                        .map(decimal -> (Object) decimal.stripTrailingZeros())
                        .orElse(number);
            case JsonString string -> string.text();
            case JsonArray array -> {
                List<@Nullable Object> elements = new ArrayList<>();
                array.values().forEach(element -> elements.add(meaning(element)));
                yield elements;
            }
            case JsonObject object -> {
                Map<String, @Nullable Object> members = new LinkedHashMap<>();
                object.names().forEach(name -> members.put(name, meaning(Objects.requireNonNull(object.get(name)))));
                yield members;
            }
        };
    }

    private static JsonValue made(@Nullable Object meaning) {
        return switch (meaning) {
            case null -> JsonNull.NULL;
            case Boolean bool -> JsonBoolean.of(bool);
            case BigDecimal number -> JsonNumber.of(number);
            case JsonNumber number -> number;
            case String string -> JsonString.of(string);
            case List<?> elements ->
                JsonArray.of(elements.stream().map(RandomDocumentTest::made).toList());
            case Map<?, ?> members -> {
                Map<String, JsonValue> made = new LinkedHashMap<>();
                members.forEach((name, value) -> made.put((String) name, made(value)));
                yield JsonObject.of(made);
            }
            default -> throw new IllegalArgumentException(meaning.getClass().getName());
        };
    }
}
