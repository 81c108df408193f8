package tributary.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class ComplianceTest {

    @TestFactory
    Stream<DynamicTest> keeps_to_the_specification() {
        List<ComplianceSuite.Case> cases = ComplianceSuite.cases();
        assertThat(cases).hasSizeGreaterThan(800);
        return cases.stream().map(one -> DynamicTest.dynamicTest(one.name(), () -> check(one)));
    }

    private static void check(ComplianceSuite.Case one) throws ExpressionException {
        if (one.error() != null) {
            ExpressionException thrown =
                    catchThrowableOfType(ExpressionException.class, () -> Expression.parse(one.expression())
                            .evaluate(one.given()));
            assertThat(thrown).isNotNull();
            assertThat(thrown.kind())
                    .isEqualTo(ExpressionException.Kind.valueOf(
                            one.error().replace('-', '_').toUpperCase(Locale.ROOT)));
            assertThat(thrown.offset()).isBetween(0, one.expression().length());
            return;
        }
        var value = Expression.parse(one.expression()).evaluate(one.given());
        if (one.result() != null) {
            assertThat(value).isEqualTo(one.result());
        }
    }
}
