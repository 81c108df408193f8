package tributary.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Equality of values, wherever they came from. */
final class EqualityTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[1,2] | [ 1.0, 2e0 ]",
                "{\"a\":1,\"b\":[]} | {\"b\":[ ],\"a\":1.0}",
                "{\"a\":0,\"a\":1} | {\"a\":1}",
                "\"a\\u0062\" | \"ab\"",
                "{\"\\u0061\":\"\\/\"} | {\"a\":\"/\"}",
                "[] | [ ]",
                "{} | { }",
            })
    void equal_however_they_are_spelled(String left, String right) {
        assertThat(Texts.parse(left)).isEqualTo(Texts.parse(right)).hasSameHashCodeAs(Texts.parse(right));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[] | {}",
                "[1,2] | [2,1]",
                "[1] | [1,1]",
                "{\"a\":1} | {\"b\":1}",
                "{\"a\":1} | {\"a\":1,\"b\":1}",
                "{\"a\":1} | {\"a\":2}",
                "{\"a\":null} | {\"b\":null}",
                "{\"a\":null} | {}",
                "1 | \"1\"",
                "null | false",
                "0 | false",
                "\"\" | []",
                "\"a\" | \"A\"",
            })
    void differ(String left, String right) {
        assertThat(Texts.parse(left)).isNotEqualTo(Texts.parse(right));
        assertThat(Texts.parse(right)).isNotEqualTo(Texts.parse(left));
    }

    @Test
    void views_made_values_and_others_implementations_are_equal() {
        JsonArray array = JsonArray.of(List.of(JsonNumber.of(1), JsonString.of("\u00e9")));
        Map<String, JsonValue> members = new LinkedHashMap<>();
        members.put("x\"", array);
        members.put("b", JsonNull.NULL);
        JsonObject object = JsonObject.of(members);
        String text = "{ \"b\" : null , \"x\\\"\" : [ 1 , \"\\u00e9\" ] }";

        List<JsonValue> all = List.of(object, Texts.parse(text), new Shouted(object), new Shouted(Texts.object(text)));
        for (JsonValue left : all) {
            for (JsonValue right : all) {
                assertThat(left).isEqualTo(right).hasSameHashCodeAs(right);
            }
        }
        assertThat(object).hasToString("{\"x\\\"\":[1,\"\u00e9\"],\"b\":null}");
    }

    @Test
    void made_values_hold_views_as_they_came() {
        JsonArray made = JsonArray.of(List.of(Texts.parse("[ 1.0 ]"), JsonObject.of(Map.of("a", Texts.parse("{ }")))));

        assertThat(made).hasToString("[[ 1.0 ],{\"a\":{ }}]").isEqualTo(Texts.parse("[[1],{\"a\":{}}]"));
    }

    @Test
    void made_values_are_copies_and_hold_no_java_null() {
        List<JsonValue> list = new ArrayList<>(List.of(JsonNull.NULL));
        Map<String, JsonValue> map = new LinkedHashMap<>(Map.of("a", JsonNull.NULL));
        JsonArray array = JsonArray.of(list);
        JsonObject object = JsonObject.of(map);
        list.clear();
        map.clear();

        assertThat(array.size()).isEqualTo(1);
        assertThat(object.names()).containsExactly("a");
        assertThatThrownBy(() -> object.names().clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> JsonArray.of(Arrays.asList((JsonValue) null)))
                .isInstanceOf(NullPointerException.class);
        map.put("a", null);
        assertThatThrownBy(() -> JsonObject.of(map)).isInstanceOf(NullPointerException.class);
    }

    @Test
    void orders_strings_by_code_points() {
        List<String> ascending =
                List.of("", "A", "a", "aa", "b", "\u00e9", "\ud7ff", "\ue000", "\uffff", "\ud83d\ude00");
        for (int i = 0; i < ascending.size(); i++) {
            for (int j = 0; j < ascending.size(); j++) {
                assertThat(JsonString.of(ascending.get(i)).compareTo(JsonString.of(ascending.get(j))))
                        .isEqualTo(Integer.compare(i, j));
            }
        }
    }

    @Test
    void the_deepest_documents_compare_hash_and_write_on_a_virtual_thread() throws Exception {
        for (String text : List.of(Texts.nested(1000), "{\"a\":".repeat(1000) + "1" + "}".repeat(1000))) {
            FutureTask<Boolean> task = new FutureTask<>(() -> {
                JsonValue left = Texts.parse(text);
                JsonValue right = Texts.parse(text.replace("1", "1.0"));
                for (int level = 0; level < 1000; level++) {
                    left = JsonArray.of(List.of(left));
                    right = JsonObject.of(Map.of("a", right));
                }
                JsonValue a = JsonObject.of(Map.of("l", left, "r", right));
                JsonValue same = JsonObject.of(Map.of("r", right, "l", left));
                JsonValue b = Texts.parse(text);
                return a.equals(same)
                        && !a.equals(b)
                        && b.equals(Texts.parse(text.replace("1", "10e-1")))
                        && a.hashCode() == same.hashCode()
                        && a.toString().length() > 4000;
            });
            Thread.ofVirtual().start(task).join();
            assertThat(task.get()).isTrue();
        }
    }

    /** An object as another package might have one. */
    private record Shouted(JsonObject inner) implements JsonObject {
        @Override
        public @Nullable JsonValue get(String name) {
            return inner.get(name);
        }

        @Override
        public Set<String> names() {
            return inner.names();
        }

        @Override
        public void writeTo(JsonOutput out) {
            inner.writeTo(out);
        }

        @Override
        public int roughSize() {
            return 0;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other != null && JsonObject.equal(this, other);
        }

        @Override
        public int hashCode() {
            return JsonObject.hash(this);
        }
    }
}
