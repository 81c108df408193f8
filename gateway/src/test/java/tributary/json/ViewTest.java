package tributary.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Looking into documents. */
final class ViewTest {
    @Test
    void finds_each_kind_of_value() {
        JsonObject view =
                Texts.object("{\"s\":\"x\",\"n\": -1.50 ,\"t\":true,\"f\":false,\"z\":null,\"a\":[1],\"o\":{}}");

        assertThat(view.get("s")).isEqualTo(JsonString.of("x"));
        assertThat(view.get("n")).isInstanceOf(JsonNumber.class).hasToString("-1.50");
        assertThat(view.get("t")).isSameAs(JsonBoolean.TRUE);
        assertThat(view.get("f")).isSameAs(JsonBoolean.FALSE);
        assertThat(view.get("z")).isSameAs(JsonNull.NULL);
        assertThat(view.get("a")).isInstanceOf(JsonArray.class);
        assertThat(view.get("o")).isEqualTo(JsonObject.EMPTY);
        assertThat(view.get("")).isNull();
        assertThat(view.names()).containsExactly("s", "n", "t", "f", "z", "a", "o");
    }

    @Test
    void writes_any_part_of_a_document_as_it_stands() {
        JsonObject view = Texts.object("{ \"a\" : [ 1 , { \"b\\u0062\" : 1.0e+0 , \"c\":\"\\/\" } ] }");
        JsonArray array = (JsonArray) Objects.requireNonNull(view.get("a"));

        assertThat(array).hasToString("[ 1 , { \"b\\u0062\" : 1.0e+0 , \"c\":\"\\/\" } ]");
        assertThat(array.get(1)).hasToString("{ \"b\\u0062\" : 1.0e+0 , \"c\":\"\\/\" }");
        assertThat(((JsonObject) array.get(1)).get("c")).hasToString("\"\\/\"");
        assertThat(((JsonObject) array.get(1)).get("bb")).hasToString("1.0e+0");
    }

    @Test
    void elements_are_found_by_place_before_and_after_they_were_listed() {
        JsonArray view = Texts.array("[[1,[2]],\"b\",{\"c\":[3]},4]");

        for (int round = 0; round < 2; round++) {
            assertThat(view.size()).isEqualTo(4);
            assertThat(view.get(0)).hasToString("[1,[2]]");
            assertThat(view.get(2)).hasToString("{\"c\":[3]}");
            assertThat(view.get(3)).hasToString("4");
            assertThatThrownBy(() -> view.get(4)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> view.get(-1)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThat(view.values()).hasSize(4).isSameAs(view.values());
        }
        assertThatThrownBy(() -> view.values().set(0, JsonNull.NULL)).isInstanceOf(RuntimeException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":1,\"b\":0,\"a\":2,\"c\":0,\"a\":3}",
                "{\"a\":1,\"b\":0,\"\\u0061\":3,\"c\":0}",
                "{\"\\u0061\":[],\"b\":0,\"c\":0,\"a\":3}",
            })
    void the_last_of_repeated_members_counts(String text) {
        JsonObject view = Texts.object(text);

        for (int look = 0; look < 40; look++) {
            assertThat(view.get("a")).hasToString("3");
        }
        assertThat(view.names()).containsExactly("a", "b", "c");
        assertThat(view).hasToString(text).isEqualTo(Texts.parse("{\"a\":3,\"b\":0,\"c\":0}"));
        assertThat(view).hasSameHashCodeAs(Texts.parse("{\"c\":0,\"b\":0,\"a\":3}"));
    }

    @Test
    void compares_names_by_their_text() {
        JsonObject view = Texts.object("{\"ab\":1,\"a\":2,\"\":3,\"caf\\u00e9\":4,"
                + "\"caf\u00e9s\":5,\"\\ud83d\\ude00\":6,\"a\\\"b\":7,\"\\ud800\":8}");

        for (int look = 0; look < 20; look++) {
            assertThat(view.get("ab")).hasToString("1");
            assertThat(view.get("a")).hasToString("2");
            assertThat(view.get("")).hasToString("3");
            assertThat(view.get("caf\u00e9")).hasToString("4");
            assertThat(view.get("caf\u00e9s")).hasToString("5");
            assertThat(view.get("\ud83d\ude00")).hasToString("6");
            assertThat(view.get("a\"b")).hasToString("7");
            assertThat(view.get("\ud800")).hasToString("8");
            assertThat(view.get("abc")).isNull();
            assertThat(view.get("caf")).isNull();
            assertThat(view.get("a\\\"b")).isNull();
        }
    }

    @Test
    void decodes_strings_when_asked_and_passes_their_bytes_on() {
        String text = "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041\\ud800x\\ud83d\\ude00\u00e9\\udc00\"";
        JsonString string = (JsonString) Texts.parse(text);

        assertThat(string.text()).isEqualTo("\"\\/\b\f\n\r\tA\ud800x\ud83d\ude00\u00e9\udc00");
        assertThat(string).hasToString(text);
        assertThat(JsonString.of(string.text())).isEqualTo(string);
    }

    @Test
    void every_look_into_a_big_object_is_a_short_one_though_all_names_have_one_hash() {
        List<String> names = new ArrayList<>(List.of(""));
        for (int i = 0; i < 14; i++) {
            names = names.stream()
                    .flatMap(name -> List.of(name + "Aa", name + "BB").stream())
                    .toList();
        }
        List<String> all = names;
        assertThat(all).hasSize(16_384);
        assertThat(all.stream().map(String::hashCode).distinct()).hasSize(1);
        StringBuilder text = new StringBuilder("{");
        for (int i = 0; i < all.size(); i++) {
            text.append(i == 0 ? "" : ",")
                    .append('"')
                    .append(all.get(i))
                    .append("\":")
                    .append(i);
        }
        JsonObject view = Texts.object(text.append('}').toString());

        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
            for (int i = 0; i < all.size(); i++) {
                assertThat(((JsonNumber) Objects.requireNonNull(view.get(all.get(i)))).integer())
                        .hasValue(i);
            }
            assertThat(view).isEqualTo(Texts.object(view.toString()));
        });
    }

    @Test
    void who_goes_on_looking_into_an_object_finds_its_members_kept() {
        JsonObject view = Texts.object("{\"a\":[1],\"b\":[2]}");
        for (int look = 0; look < 20; look++) {
            assertThat(view.get("b")).hasToString("[2]");
        }
        assertThat(view.get("b")).isSameAs(view.get("b"));
    }

    @Test
    void a_deep_path_costs_no_more_than_the_document() {
        String side = "[" + "1,".repeat(500) + "1]";
        String text = ("{\"side\":" + side + ",\"a\":").repeat(999) + "[7]" + "}".repeat(999);

        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
            for (int round = 0; round < 10; round++) {
                JsonValue value = Texts.parse(text);
                while (value instanceof JsonObject object) {
                    value = Objects.requireNonNull(object.get("a"));
                }
                assertThat(value).hasToString("[7]");
            }
        });
    }

    @Test
    void threads_that_look_first_all_at_once_see_the_same() throws Exception {
        String text = "[" + "{\"a\":[1,{\"b\":\"\\u0063\"}]},".repeat(500) + "0]";
        int threads = 8;
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 0; round < 50; round++) {
                JsonArray view = Texts.array(text);
                CountDownLatch ready = new CountDownLatch(threads);
                Callable<String> look = () -> {
                    ready.countDown();
                    ready.await();
                    JsonObject object = (JsonObject) view.get(499);
                    return view.size() + view.values().get(250).toString() + object.get("a") + object.names();
                };
                List<Future<String>> seen = IntStream.range(0, threads)
                        .mapToObj(i -> executor.submit(look))
                        .toList();
                for (Future<String> one : seen) {
                    assertThat(one.get()).isEqualTo("501{\"a\":[1,{\"b\":\"\\u0063\"}]}[1,{\"b\":\"\\u0063\"}][a]");
                }
            }
        }
    }

    @Test
    void names_are_not_to_be_changed() {
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> Texts.object("{\"a\":1}").names().clear());
    }
}
