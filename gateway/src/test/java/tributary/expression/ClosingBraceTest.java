package tributary.expression;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClosingBraceTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "path.id",
                "query.q || '}'",
                "reviews.items[].{stars: rating}",
                "{a: {b: c}, d: {e: `{}`}}",
                "\"}\"",
                "\"\\\"}\"",
                "'\\'}'",
                "`\"\\`}\"`",
                "'\\\\'",
                "a[?b == '{'] | [0]",
                "a[",
            })
    void is_the_one_behind_the_expression(String expression) {
        String text = "/x/{" + expression + "}/y}'}";

        assertThat(Expression.closingBrace(text, 4)).isEqualTo(4 + expression.length());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "{a: b}", "'}", "\"}", "`}", "'}\\'}", "a 'b' {}"})
    void is_missing(String text) {
        assertThat(Expression.closingBrace(text, 0)).isEqualTo(-1);
    }

    @Test
    void is_found_for_every_expression_of_the_compliance_suite() {
        for (ComplianceSuite.Case one : ComplianceSuite.cases()) {
            if (!"syntax".equals(one.error())) {
                assertThat(Expression.closingBrace("{" + one.expression() + "}", 1))
                        .as(one.expression())
                        .isEqualTo(one.expression().length() + 1);
            }
        }
    }
}
