package tributary.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Any bytes: accepted if and only if Jackson, over strictly decoded text, accepts them; no exception but
 * {@link JsonException}; every view of what was accepted can be looked at, written, made anew and read again.
 */
public final class JsonFuzz {
    private static final JsonFactory JACKSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(JsonParser.MAX_DEPTH)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .build();

    /** An escape among whose digits is one that is no ASCII. */
    private static final Pattern STRANGE_DIGIT =
            Pattern.compile("[^\\\\](\\\\\\\\)*\\\\u\\p{XDigit}{0,3}[^\\x00-\\x7F]");

    private JsonFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) throws Exception {
        // Off the array's ends, so that a look too far meets a quote or a bracket and not an exception.
        byte[] padded = new byte[data.length + 2];
        Arrays.fill(padded, (byte) '"');
        System.arraycopy(data, 0, padded, 1, data.length);
        JsonValue view;
        try {
            view = JsonParser.parse(padded, 1, data.length);
        } catch (JsonException e) {
            check(!acceptedByJackson(data), "refused, and should not have been: " + e.getMessage());
            check(e.offset() >= 0 && e.offset() <= data.length, "an offset outside");
            return;
        }
        check(acceptedByJackson(data), "accepted, and should not have been");
        looks(view);
        byte[] written = written(view);
        check(decoded(written) != null, "written as something that is no UTF-8");
        JsonValue again = parse(written);
        check(again.equals(view) && again.hashCode() == view.hashCode(), "not equal to what it was written as");
        JsonValue made = made(view);
        check(made.equals(view) && view.equals(made) && made.hashCode() == view.hashCode(), "not equal when made");
        check(decoded(written(made)) != null, "made, and written as something that is no UTF-8");
        check(parse(written(made)).equals(view), "not equal when made and written");
    }

    private static JsonValue parse(byte[] text) throws JsonException {
        return JsonParser.parse(text, 0, text.length);
    }

    private static byte[] written(JsonValue value) {
        JsonOutput out = new JsonOutput(0);
        value.writeTo(out);
        return out.toByteArray();
    }

    private static boolean acceptedByJackson(byte[] data) {
        String text = decoded(data);
        if (text == null) {
            return false;
        }
        String unmarked = text.startsWith("\uFEFF") ? text.substring(1) : text;
        if (unmarked.startsWith("\uFEFF")) {
            // Jackson takes a mark off a text.
            return false;
        }
        if (STRANGE_DIGIT.matcher(unmarked).find()) {
            // Jackson looks at the low byte of an escape's digit alone, and so takes U+2062 for a b.
            return false;
        }
        try (com.fasterxml.jackson.core.JsonParser parser = JACKSON.createParser(unmarked)) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                return false;
            }
            parser.skipChildren();
            // Strings and numbers are read when they are asked for.
            parser.finishToken();
            return parser.nextToken() == null;
        } catch (IOException e) {
            return false;
        }
    }

    private static String decoded(byte[] data) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(data))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    private static void looks(JsonValue value) {
        switch (value) {
            case JsonObject object -> {
                check(object.get("no such name") == null || object.names().contains("no such name"), "a strange name");
                object.names().forEach(name -> looks(Objects.requireNonNull(object.get(name), name)));
            }
            case JsonArray array -> {
                check(array.size() == array.values().size(), "sizes differ");
                array.values().forEach(JsonFuzz::looks);
            }
            case JsonNumber number -> {
                boolean _ = number.integer().isPresent();
                number.decimal().map(JsonNumber::of).ifPresent(made -> {
                    check(made.compareTo(number) == 0 && made.equals(number), "another number");
                    check(made.hashCode() == number.hashCode(), "equal, but another hash code");
                });
            }
            case JsonString string -> check(string.compareTo(JsonString.of(string.text())) == 0, "not its own text");
            case JsonBoolean _, JsonNull _ -> {}
        }
    }

    private static JsonValue made(JsonValue value) {
        return switch (value) {
            case JsonObject object -> {
                Map<String, JsonValue> members = new LinkedHashMap<>();
                object.names().forEach(name -> members.put(name, made(Objects.requireNonNull(object.get(name)))));
                yield JsonObject.of(members);
            }
            case JsonArray array -> {
                // No stream: a thousand levels of those would be too deep for this stack.
                List<JsonValue> elements = new ArrayList<>();
                for (JsonValue element : array.values()) {
                    elements.add(made(element));
                }
                yield JsonArray.of(elements);
            }
            case JsonString string -> JsonString.of(string.text());
            case JsonNumber _, JsonBoolean _, JsonNull _ -> value;
        };
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }
}
