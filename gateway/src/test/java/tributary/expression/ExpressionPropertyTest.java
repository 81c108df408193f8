package tributary.expression;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tributary.json.JsonObject;
import tributary.json.JsonValue;

class ExpressionPropertyTest {
    private static final String ALPHABET = "ab01 .*@,:[](){}|&!=<>\"'`\\-?#\n\u00e9\ud83d";

    @Test
    void has_the_same_value_over_the_members_it_names_alone() throws Exception {
        RandomExpressions made = new RandomExpressions(new SplittableRandom(20));
        int compared = 0;
        int values = 0;
        for (int i = 0; i < 30_000; i++) {
            String text = made.expression(i % 6);
            JsonObject document = made.document();
            Expression expression = Expression.parse(text);
            if (!expression.readsWhole()) {
                String value = outcome(expression, document);
                compared++;
                values += value.equals("null") || value.contains("() ") ? 0 : 1;
                assertThat(outcome(expression, only(expression, document)))
                        .as("%s over %s", text, document)
                        .isEqualTo(value);
            }
        }
        // Otherwise the test would say nothing.
        assertThat(compared).isGreaterThan(10_000);
        assertThat(values).isGreaterThan(5_000);
    }

    private static JsonObject only(Expression expression, JsonObject document) {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        for (String name : expression.names()) {
            JsonValue value = document.get(name);
            if (value != null) {
                members.put(name, value);
            }
        }
        return JsonObject.of(members);
    }

    private static String outcome(Expression expression, JsonValue document) {
        try {
            return expression.evaluate(document).toString();
        } catch (ExpressionException e) {
            return e.getMessage();
        }
    }

    @Test
    void fails_with_nothing_but_its_own_exception_however_a_text_is_mangled() {
        RandomGenerator random = new SplittableRandom(21);
        RandomExpressions made = new RandomExpressions(random);
        mangle(Stream.generate(() -> made.expression(5)).limit(2_000).toList(), made.document(), random, 10);
    }

    @Test
    void fails_with_nothing_but_its_own_exception_however_the_compliance_suite_is_mangled() {
        RandomGenerator random = new SplittableRandom(22);
        for (ComplianceSuite.Case one : ComplianceSuite.cases()) {
            mangle(List.of(one.expression()), one.given(), random, 40);
        }
    }

    private static void mangle(List<String> texts, JsonValue document, RandomGenerator random, int times) {
        for (String text : texts) {
            String mangled = text;
            for (int i = 0; i < times; i++) {
                mangled = mangled(mangled.length() > 400 ? text : mangled, random);
                check(mangled, document);
            }
        }
    }

    private static String mangled(String text, RandomGenerator random) {
        int a = random.nextInt(text.length() + 1);
        int b = a + random.nextInt(Math.min(8, text.length() - a + 1));
        String part = text.substring(a, b);
        char c = ALPHABET.charAt(random.nextInt(ALPHABET.length()));
        return switch (random.nextInt(5)) {
            case 0 -> text.substring(0, a) + text.substring(b);
            case 1 -> text.substring(0, a) + c + text.substring(b);
            case 2 -> text.substring(0, a) + c + text.substring(a);
            case 3 -> text.substring(0, b) + part + text.substring(b);
            default -> part + text.substring(0, a) + text.substring(b);
        };
    }

    private static void check(String text, JsonValue document) {
        try {
            int brace = Expression.closingBrace(text, 0);
            assertThat(brace < 0 || text.charAt(brace) == '}').isTrue();
            assertThat(Expression.parse(text).evaluate(document)).isNotNull();
        } catch (ExpressionException e) {
            assertThat(e.getMessage()).isNotBlank();
            assertThat(e.offset()).isBetween(0, text.length());
            assertThat(e.picture(text)).contains("^");
        } catch (RuntimeException | StackOverflowError e) {
            throw new AssertionError(text, e);
        }
    }
}
