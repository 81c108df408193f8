package tributary.plan;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import tributary.json.JsonException;
import tributary.json.JsonObject;
import tributary.json.JsonParser;
import tributary.json.JsonString;
import tributary.json.JsonValue;

/**
 * Any value in any place of a template: what comes out has the template's own segments and parameters, holds only what a
 * target may, and says the value where the template has it; or it is refused.
 */
public final class UrlsFuzz {
    private static final List<String> TEMPLATES = List.of(
            "/users/{v}/posts",
            "/x-{v}.json",
            "/.{v}",
            "/{v}{v}/y",
            "/a/b?q={v}&z=1",
            "/a?x=[{v}]&y={v}",
            "/{v}?{{a}}={v}&flag",
            "/a//{v}/");

    private static final Pattern TARGET = Pattern.compile("[A-Za-z0-9._~!$&'()*+,;=:@/?%-]+");
    private static final Pattern BROKEN_PERCENT = Pattern.compile("%(?![0-9A-F]{2})");

    private UrlsFuzz() {}

    /** The first byte chooses the template; the rest is the value, as JSON where it is such, else as text. */
    public static void fuzzerTestOneInput(byte[] data) throws Exception {
        if (data.length == 0) {
            return;
        }
        String text = new String(data, 1, data.length - 1, StandardCharsets.UTF_8);
        String template = TEMPLATES.get(Math.floorMod(data[0], TEMPLATES.size()));
        rendered(template, JsonString.of(text), text);
        try {
            JsonValue value = JsonParser.parse(text);
            rendered(template, value, value instanceof JsonString string ? string.text() : null);
        } catch (JsonException e) {
            // Not JSON: it was tried as text.
        }
    }

    private static void rendered(String template, JsonValue value, String said) throws TemplateException {
        String target;
        try {
            target = UrlTemplate.parse(template).render(JsonObject.of(Map.of("v", value)));
        } catch (UnresolvedException e) {
            check(!e.getMessage().isBlank(), "nothing said");
            return;
        }
        check(TARGET.matcher(target).matches(), "no target: " + target);
        check(!BROKEN_PERCENT.matcher(target).find(), "a broken escape: " + target);
        String[] parts = target.split("\\?", -1);
        String[] shape = template.split("\\?", -1);
        check(parts.length <= shape.length && !parts[0].isEmpty(), "a query more: " + target);
        segments(template, shape[0].split("/", -1), parts[0].split("/", -1), said);
        if (parts.length > 1 && said != null) {
            parameters(shape[1].split("&", -1), parts[1].split("&", -1), said);
        }
    }

    private static void segments(String template, String[] shape, String[] segments, String said) {
        check(segments.length == shape.length, "a segment more or less than " + template);
        for (int i = 0; i < segments.length; i++) {
            String decoded = decoded(segments[i]);
            check(!decoded.equals(".") && !decoded.equals(".."), "climbs");
            check(segments[i].isEmpty() == shape[i].isEmpty(), "an empty segment");
            if (said != null) {
                check(decoded.equals(shape[i].replace("{v}", said)), "another value in " + template);
            }
        }
    }

    private static void parameters(String[] shape, String[] parameters, String said) {
        check(parameters.length == shape.length, "a parameter more or less");
        for (int i = 0; i < parameters.length; i++) {
            String expected = shape[i].replace("{{", "{").replace("}}", "}").replace("{v}", said);
            check(decoded(parameters[i]).equals(expected), "another value in a parameter");
        }
    }

    private static String decoded(String part) {
        return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }
}
