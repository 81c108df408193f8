package tributary.json;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** What the tests of this package say often. */
final class Texts {
    private Texts() {}

    static JsonValue parse(String text) {
        return parse(text.getBytes(StandardCharsets.UTF_8));
    }

    static JsonValue parse(byte[] bytes) {
        try {
            return JsonParser.parse(bytes, 0, bytes.length);
        } catch (JsonException e) {
            throw new AssertionError(e.getMessage(), e);
        }
    }

    static JsonObject object(String text) {
        return (JsonObject) parse(text);
    }

    static JsonArray array(String text) {
        return (JsonArray) parse(text);
    }

    static byte[] written(JsonValue value) {
        JsonOutput out = new JsonOutput();
        value.writeTo(out);
        return out.toByteArray();
    }

    /** The bytes of {@code text}, in which {@code <C3 A9>} stands for bytes in hexadecimal. */
    static byte[] bytes(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int at = 0; at < text.length(); at++) {
            if (text.charAt(at) != '<') {
                bytes.writeBytes(text.substring(at, at + 1).getBytes(StandardCharsets.UTF_8));
                continue;
            }
            int close = text.indexOf('>', at);
            bytes.writeBytes(HexFormat.ofDelimiter(" ").parseHex(text.substring(at + 1, close)));
            at = close;
        }
        return bytes.toByteArray();
    }

    static String nested(int depth) {
        return "[".repeat(depth) + "]".repeat(depth);
    }
}
