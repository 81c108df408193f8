package tributary.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessagesTest {
    private static final String DOCUMENT =
            "{'null': null, 'text': 'secret', 'number': 1, 'array': [1, 'secret'], 'items': [{'k': 1}, {}]}";

    @ParameterizedTest
    @CsvSource(delimiterString = " ; ", quoteCharacter = '~', textBlock = """
                    ~~                     ; 0  ; the expression is empty
                    ~  ~                   ; 2  ; the expression is empty
                    foo.]                  ; 4  ; expected an identifier after '.', found ']'
                    foo.                   ; 4  ; expected an identifier after '.', found the end of the expression
                    foo..bar               ; 4  ; expected an identifier after '.', found '.'
                    .foo                   ; 0  ; expected an expression, found '.'
                    foo ||                 ; 6  ; expected an expression after '||', found the end of the expression
                    foo bar                ; 4  ; expected an operator or the end of the expression after 'foo', found 'bar'
                    foo)                   ; 3  ; expected an operator or the end of the expression after 'foo', found ')'
                    (foo                   ; 4  ; expected ')' after 'foo', found the end of the expression
                    foo[*                  ; 5  ; expected ']' after '*', found the end of the expression
                    foo[*]bar              ; 6  ; expected an operator or the end of the expression after ']', found 'bar'
                    foo[*](a)              ; 6  ; expected '.', '[' or an operator after ']', found '('
                    foo[bar]               ; 4  ; expected a number, ':', '*', '?' or ']' right after '[', found 'bar'; to select several values write '.[' instead
                    foo[0, 1]              ; 5  ; expected ':' or ']' after '0', found ','
                    foo[1:2:3:4]           ; 9  ; expected a number, ':' or ']' after '3', found ':'
                    foo[::0]               ; 6  ; a slice cannot have a step of 0
                    foo[::00].bar          ; 6  ; a slice cannot have a step of 0
                    foo[?a == 5]           ; 10 ; a number stands only in brackets; as a value it is written in backticks: `5`
                    foo[?a = 'x']          ; 7  ; unexpected '='; equality is written '=='
                    header.accept-language ; 13 ; unexpected '-'; a name with a dash is quoted: "accept-language"
                    header.x-1             ; 8  ; unexpected '-'; a name with a dash is quoted: "x-1"
                    foo - bar              ; 4  ; unexpected '-'; it stands only before the digits of an index
                    foo#bar                ; 3  ; unexpected character '#'
                    foo.größe              ; 6  ; unexpected character 'ö'
                    😀                     ; 0  ; unexpected character U+1F600
                    'foo                   ; 0  ; the ' that opens here is never closed
                    a."foo\\"              ; 2  ; the " that opens here is never closed
                    `[1, 2                 ; 0  ; the ` that opens here is never closed
                    {a b}                  ; 3  ; expected ':' after 'a', found 'b'
                    {a: b c: d}            ; 6  ; expected ',' or '}' after 'b', found 'c'
                    {a: b, }               ; 7  ; expected a member's name after ',', found '}'
                    [a b]                  ; 3  ; expected ',' or ']' after 'a', found 'b'
                    length(a b)            ; 9  ; expected ',' or ')' after 'a', found 'b'
                    &a                     ; 0  ; '&' can stand only before a function's argument
                    "length"(a)            ; 0  ; a function's name is written without quotes
                    @(a)                   ; 1  ; only a function's name, without quotes, can stand before '('
                    a.b.lenght(c)          ; 4  ; unknown function 'lenght', did you mean 'length'?
                    start_with(a, b)       ; 0  ; unknown function 'start_with', did you mean 'starts_with'?
                    to_nmber(a)            ; 0  ; unknown function 'to_nmber', did you mean 'to_number'?
                    uppercase(a)           ; 0  ; unknown function 'uppercase'
                    a || length()          ; 5  ; length() takes 1 argument, found none
                    a || length(a, b)      ; 5  ; length() takes 1 argument, found 2
                    join('x')              ; 0  ; join() takes 2 arguments, found 1
                    not_null()             ; 0  ; not_null() takes at least 1 argument, found none
                    sort_by(items, k)      ; 15 ; sort_by() at place 2 takes an expression behind '&', found one without '&'
                    length(&a)             ; 7  ; length() takes a string, an array or an object, found an expression behind '&'
                    length(null)           ; 7  ; length() takes a string, an array or an object, found null
                    sum(text)              ; 4  ; sum() takes an array of numbers, found a string
                    sum( array)            ; 5  ; sum() takes an array of numbers, found an array with a string at index 1
                    max(array)             ; 4  ; max() takes an array of numbers or an array of strings, found an array with a string at index 1
                    join(', ', array)      ; 11 ; join() at place 2 takes an array of strings, found an array with a number at index 0
                    starts_with(text, `1`) ; 18 ; starts_with() at place 2 takes a string, found a number
                    merge(@, items)        ; 9  ; merge() at place 2 takes an object, found an array
                    map(&length(k), items) ; 12 ; length() takes a string, an array or an object, found a number
                    sort_by(items, &k)     ; 15 ; sort_by() orders by numbers only or strings only, found null for the element at index 1
                    sum([`1e99999`])       ; 4  ; sum() calculates with numbers of at most 1000 characters, between 1e10000 and 1e-10000, found one beyond
                    """)
    void says_what_is_wrong_and_where(String expression, int offset, String message) {
        ExpressionException thrown = thrown(expression);

        assertThat(thrown).hasMessage(message);
        assertThat(thrown.offset()).isEqualTo(offset);
    }

    @Test
    void names_json_errors_in_literals_and_quoted_names() {
        assertThat(thrown("a || `[1,]`")).hasMessageStartingWith("what stands between backticks is no JSON: ");
        assertThat(thrown("a || `[1,]`").offset()).isEqualTo(5);
        assertThat(thrown("a.\"\\x\"")).hasMessageStartingWith("this quoted name is no JSON: ");
        assertThat(thrown("a.\"\\x\"").offset()).isEqualTo(2);
    }

    @Test
    void shows_no_control_characters() {
        assertThat(thrown("a\0")).hasMessage("unexpected character U+0000");
    }

    @Test
    void shortens_long_tokens() {
        assertThat(thrown("a '" + "x".repeat(1000) + "'").getMessage()).hasSizeLessThan(150);
    }

    @Test
    void points_at_the_place_with_a_caret() {
        assertThat(picture("foo.]")).isEqualTo("foo.]\n    ^");
        assertThat(picture("")).isEqualTo("\n^");
        assertThat(picture("foo ||\n  bar ||\n  ) || baz")).isEqualTo("  ) || baz\n  ^");
        assertThat(picture("'😀'\t#")).isEqualTo("'😀' #\n    ^");
        assertThat(picture("foo ||\n")).isEqualTo("\n^");
    }

    private static String picture(String expression) {
        return thrown(expression).picture(expression);
    }

    private static ExpressionException thrown(String expression) {
        ExpressionException thrown = catchThrowableOfType(
                ExpressionException.class, () -> Expression.parse(expression).evaluate(Json.of(DOCUMENT)));
        assertThat(thrown).as(expression).isNotNull();
        return thrown;
    }
}
