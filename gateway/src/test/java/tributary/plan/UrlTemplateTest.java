package tributary.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tributary.json.JsonObject;
import tributary.json.JsonParser;
import tributary.json.JsonString;

class UrlTemplateTest {
    private static final String DOCUMENT = """
            {"path":{"id":"a/b?c#d&e=f%20g+h é😀","dot":"..","empty":"","n":null},
             "query":{"many":["1","ü",null,3.50],"none":[],"null":null,"object":{}},
             "product":{"id":19.90,"ok":true,"up":"../../admin","back":"x\\\\..\\\\y","half":"\\ud800","dots":"a..b/c."}}
            """;

    private static String render(String template) throws Exception {
        return UrlTemplate.parse(template).render(JsonParser.parse(DOCUMENT));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '→',
            quoteCharacter = '`',
            value = {
                "/ → /",
                "/x → /x",
                "/x/ → /x/",
                "/x//y → /x//y",
                "/{path.id} → /a%2Fb%3Fc%23d%26e%3Df%2520g%2Bh%20%C3%A9%F0%9F%98%80",
                "/p-{product.id}.json → /p-19.90.json",
                "/{product.ok} → /true",
                "/{product.dots} → /a..b%2Fc.",
                "/x?q={path.id} → /x?q=a%2Fb%3Fc%23d%26e%3Df%2520g%2Bh%20%C3%A9%F0%9F%98%80",
                "/x?a={query.many} → /x?a=1&a=%C3%BC&a=3.50",
                "/x?a={query.none}&b=1 → /x?b=1",
                "/x?a={query.null}&b={query.gone} → /x",
                "/x?a={query.null}&b=1&c={query.null} → /x?b=1",
                "/x?a=n-{query.null}-n → /x?a=n--n",
                "/x?flag&a=1 → /x?flag&a=1",
                "/x?a=1/2?3 → /x?a=1/2?3",
                "/x?l={query.l || '5'} → /x?l=5",
                "/x?l={query.l || '}&?'} → /x?l=%7D%26%3F",
                "/{{x}}?a={{b}} → /%7Bx%7D?a=%7Bb%7D",
                "/ü%20x → /%C3%BC%20x",
            })
    void encodes_each_value_for_its_place(String template, String expected) throws Exception {
        assertThat(render(template)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '→',
            quoteCharacter = '`',
            value = {
                "/{path.n} → true → is null",
                "/{path.gone} → true → is null",
                "/{path.empty} → true → is empty",
                "/{path.dot} → true → climb",
                "/.{path.empty || '.'} → true → climb",
                "/{product.gone} → false → is null",
                "/x{product.gone} → false → is null",
                "/{product.up} → false → climb",
                "/{product.back} → false → climb",
                "/{query.many} → true → is an array",
                "/{product} → false → is an object",
                "/x?a={query.object} → true → is an object",
                "/x?a={product.half} → false → lone surrogate",
                "/{sum(product.ok)} → false → does not fit",
            })
    void refuses_a_value_that_may_not_stand_there(String template, boolean client, String why) {
        assertThatThrownBy(() -> render(template)).isInstanceOfSatisfying(UnresolvedException.class, e -> {
            assertThat(e.clientInput()).isEqualTo(client);
            assertThat(e).hasMessageContaining(why).hasMessageNotContaining("admin");
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "",
                "/x#f",
                "/a b",
                "/{",
                "/}",
                "/{}",
                "/{a..b}",
                "/../x",
                "/./x",
                "/x/..",
                "/x?=1",
                "/x?{a}=1",
                "/100%",
                "/%4",
                "/x\ty",
            })
    void does_not_parse(String template) {
        assertThatThrownBy(() -> UrlTemplate.parse(template)).isInstanceOf(TemplateException.class);
    }

    @Test
    void points_at_the_place() {
        assertThatThrownBy(() -> UrlTemplate.parse("/users/{product.}?a=1"))
                .isInstanceOfSatisfying(
                        TemplateException.class, e -> assertThat(e.offset()).isBetween(8, 17));
    }

    /** Whatever the value: the service finds the template's own shape, and in it exactly the value. */
    @Test
    void no_value_changes_the_shape() throws Exception {
        UrlTemplate template = UrlTemplate.parse("/users/{path.id}/posts?q={path.id}&z=1");
        Random random = new Random(7);
        String alphabet = "a/\\.?#&=%;+ {}é😀\u0000\n\"'";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder value = new StringBuilder();
            for (int length = 1 + random.nextInt(6); length > 0; length--) {
                value.appendCodePoint(alphabet.codePointAt(
                        alphabet.offsetByCodePoints(0, random.nextInt(alphabet.codePointCount(0, alphabet.length())))));
            }
            String text = value.toString();
            String rendered;
            try {
                rendered = template.render(
                        JsonObject.of(Map.of("path", JsonObject.of(Map.of("id", JsonString.of(text))))));
            } catch (UnresolvedException e) {
                assertThat(text).containsPattern("(^|[/\\\\])\\.\\.?([/\\\\]|$)");
                continue;
            }
            URI uri = URI.create("http://h" + rendered);
            String[] segments = uri.getRawPath().split("/", -1);
            assertThat(segments).hasSize(4);
            assertThat(uri.normalize()).isEqualTo(uri);
            assertThat(URLDecoder.decode(segments[2].replace("+", "%2B"), StandardCharsets.UTF_8))
                    .isEqualTo(text);
            String[] parameters = uri.getRawQuery().split("&", -1);
            assertThat(parameters).hasSize(2);
            assertThat(URLDecoder.decode(parameters[0].substring(2), StandardCharsets.UTF_8))
                    .isEqualTo(text);
            assertThat(uri.getRawFragment()).isNull();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/a, /a, true",
        "/a, /b, false",
        "/a, /a/b, false",
        "/a/{x}, /a/{y.z}, true",
        "/a/{x}, /b/{x}, false",
        "/a/{x}, /a/b, true",
        "/a/{x}, /a, false",
        "/a?b={x}, /a, true",
        "/a?b=c, /a?b={x}, true",
        "/a?b=c, /a?b=c{x}, true",
        "/a?b=d, /a?b=c{x}, false",
        "/{x}, /{y}, true",
        "/a?b={x}&c=1, /a?c=1, true"
    })
    void two_that_might_be_rendered_alike_are_known(String one, String other, boolean mayEqual) throws Exception {
        assertThat(UrlTemplate.parse(one).mayEqual(UrlTemplate.parse(other))).isEqualTo(mayEqual);
        assertThat(UrlTemplate.parse(other).mayEqual(UrlTemplate.parse(one))).isEqualTo(mayEqual);
    }
}
