package tributary.expression;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlainPathTest {

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '~', textBlock = """
                    cart                       ; cart
                    cart.products              ; cart products
                    a.b.c                      ; a b c
                    "a b"."c.d"                ; a b c.d
                    products[]                 ; products *
                    products[*]                ; products *
                    carts.carts[].products[]   ; carts carts * products *
                    carts.carts[*].products[*] ; carts carts * products *
                    a[*].b.c[].d               ; a * b c * d
                    a[].b.c[*].d.e[*]          ; a * b c * d e *
                    a[*][*].b                  ; a * * b
                    a[][].b                    ; a * * b
                    (a.b).c                    ; a b c
                    @.a.b                      ; a b
                    """)
    void is_what_only_goes_down(String expression, String path) throws Exception {
        assertThat(shown(Expression.parse(expression).plainPath())).isEqualTo(path);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "@",
                "a[0]",
                "a.b[0].c",
                "a[1:]",
                "a.*",
                "*",
                "[]",
                "[*].a",
                "a | b",
                "a[*] | b",
                "(a[*]).b",
                "(a.b[*]).c",
                "(a[*])[*]",
                "a[?b]",
                "a || b",
                "a.{b: c}",
                "a.[b]",
                "[a]",
                "length(a)",
                "sort(a)[*].b",
                "'a'",
                "`{\"a\": 1}`.a",
                "a == b",
                "!a"
            })
    void is_nothing_else(String expression) throws Exception {
        assertThat(Expression.parse(expression).plainPath()).isNull();
    }

    private static String shown(PlainPath path) {
        return path.root()
                + path.steps().stream()
                        .map(step -> switch (step) {
                            case PlainPath.Step.Member member -> " " + member.name();
                            case PlainPath.Step.Each _ -> " *";
                        })
                        .collect(Collectors.joining());
    }
}
