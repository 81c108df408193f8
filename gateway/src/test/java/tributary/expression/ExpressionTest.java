package tributary.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tributary.json.JsonParser;
import tributary.json.JsonValue;

/** What the compliance suite leaves open. */
class ExpressionTest {

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '~', textBlock = """
                    length('a😀b')                      ; 3
                    reverse('a😀b')                     ; "b😀a"
                    sort(['😀', '\uFFFD', 'a'])         ; ["a","\uFFFD","😀"]
                    max(['😀', '\uFFFD', 'a'])          ; "😀"
                    sort(['b', 'ab', 'a', ''])          ; ["","a","ab","b"]
                    contains('abc', `1`)                ; false
                    contains('abc', '')                 ; true
                    keys(`{"b": 1, "a": 2, "b": 3}`)    ; ["b","a"]
                    values(`{"b": 1, "a": 2, "b": 3}`)  ; [3,2]
                    merge(`{"b": 1, "a": 2}`, `{"b": 3, "c": 4}`) ; {"b":3,"a":2,"c":4}
                    max_by([{k: `1`, v: 'x'}, {k: `1`, v: 'y'}], &k).v ; "x"
                    min_by([{k: `1`, v: 'x'}, {k: `1`, v: 'y'}], &k).v ; "x"
                    to_string(`{ "a" : [ 1.50 , "x y" ] , "b" : { } }`) ; "{\\"a\\":[1.50,\\"x y\\"],\\"b\\":{}}"
                    to_string(`null`)                   ; "null"
                    not_null(`null`, `false`)           ; false
                    {a: 'x', b: 'y', a: 'z'}            ; {"a":"z","b":"y"}
                    `null` | {a: 'x'}                   ; null
                    `null` | ['x']                      ; null
                    `[1, null, [2, null, [3]]]`[]       ; [1,2,[3]]
                    `[1, null]`[*]                      ; [1]
                    `[1, null]`[?@ == `null`]           ; []
                    `1` < `2` < `3`                     ; null
                    'a' < 'b'                           ; null
                    `{"a": 1, "a": 2}`.a                ; 2
                    """)
    void decides_what_the_suite_leaves_open(String expression, String result) throws Exception {
        assertThat(Json.evaluated(expression, "{}")).isEqualTo(result);
    }

    @Test
    void passes_views_through_byte_for_byte() throws Exception {
        String document = "{'a': {'v': [ 1.0,  {'x' : 1e2} ]}, 'b': 1}";

        assertThat(Json.evaluated("a", document)).isEqualTo("{\"v\": [ 1.0,  {\"x\" : 1e2} ]}");
        assertThat(Json.evaluated("a.v[]", document)).isEqualTo("[ 1.0,  {\"x\" : 1e2} ]");
        assertThat(Json.evaluated("{r: a.v[1]}", document)).isEqualTo("{\"r\":{\"x\" : 1e2}}");
    }

    @Test
    void is_told_by_its_text() throws Exception {
        Expression expression = Expression.parse(" a . b ");

        assertThat(expression).hasToString(" a . b ").isEqualTo(Expression.parse(" a . b "));
        assertThat(expression).hasSameHashCodeAs(Expression.parse(" a . b ")).isNotEqualTo(Expression.parse("a.b"));
    }

    static Stream<String> deep() {
        int n = 100_000;
        return Stream.of(
                "(".repeat(n) + "a" + ")".repeat(n),
                "[".repeat(n),
                "[".repeat(n) + "a" + "]".repeat(n),
                "{a:".repeat(n),
                "!".repeat(n) + "a",
                "a" + ".a".repeat(n),
                "a" + "|a".repeat(n),
                "a" + "||a".repeat(n),
                "a" + "==a".repeat(n),
                "a" + "[0]".repeat(n),
                "a" + "[]".repeat(n),
                "a" + "[*]".repeat(n),
                "a" + "[?a]".repeat(n),
                "a" + "[?a".repeat(n),
                "a" + ".*".repeat(n),
                "a" + ".[a".repeat(n),
                "length(".repeat(n),
                "map(&".repeat(n),
                ("(a" + "==a".repeat(150) + ")==(").repeat(n / 500),
                "&".repeat(n));
    }

    @ParameterizedTest
    @MethodSource("deep")
    void refuses_texts_that_nest_too_deep(String text) {
        ExpressionException thrown = catchThrowableOfType(ExpressionException.class, () -> Expression.parse(text));

        assertThat(thrown).isNotNull();
        assertThat(thrown.kind()).isEqualTo(ExpressionException.Kind.SYNTAX);
    }

    @Test
    void evaluates_what_just_fits_on_a_small_stack_and_on_a_virtual_thread() throws Exception {
        String nested = "map(&".repeat(150) + "@" + ", [@])".repeat(150);
        String chain = "a" + " | a".repeat(Parser.MAX_HEIGHT - 1);
        JsonValue deep = Json.of("[".repeat(1000) + "]".repeat(1000));
        Runnable evaluation = () -> assertThatCode(() -> {
                    Expression.parse(nested).evaluate(deep);
                    Expression.parse(chain).evaluate(deep);
                    Expression.parse("[to_string(@), @ == @, []]").evaluate(deep);
                })
                .doesNotThrowAnyException();
        Throwable[] failed = new Throwable[2];
        Thread small = new Thread(null, evaluation, "small", 512 * 1024);
        Thread virtual = Thread.ofVirtual().unstarted(evaluation);
        small.setUncaughtExceptionHandler((_, e) -> failed[0] = e);
        virtual.setUncaughtExceptionHandler((_, e) -> failed[1] = e);
        small.start();
        virtual.start();
        small.join();
        virtual.join();

        assertThat(failed).containsOnlyNulls();
    }

    @ParameterizedTest
    @CsvSource({
        "!a.b,false",
        "!a.c,true",
        "!a.list[0].x,false",
        "!a.list[?x == `2`],true",
        "!a.b == `false`,true",
        "!a.c && a.b,true",
        "!a.c || a.b,true",
        "!!a.b,true",
        "!a.list[].x,false",
        "a.list[?!x],[]",
    })
    void a_negation_takes_the_whole_path_behind_it(String text, String expected) throws Exception {
        JsonValue root = JsonParser.parse("{\"a\":{\"b\":true,\"list\":[{\"x\":1}]}}");
        assertThat(Expression.parse(text).evaluate(root)).hasToString(expected);
    }
}
