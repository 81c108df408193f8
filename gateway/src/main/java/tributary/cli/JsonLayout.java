package tributary.cli;

import java.util.List;
import tributary.json.JsonArray;
import tributary.json.JsonBoolean;
import tributary.json.JsonNull;
import tributary.json.JsonNumber;
import tributary.json.JsonObject;
import tributary.json.JsonOutput;
import tributary.json.JsonString;
import tributary.json.JsonValue;

/** JSON as people read it: two blanks a level; what fits on the rest of a line stays on it. Ends with a newline. */
final class JsonLayout {
    private static final int WIDTH = 100;

    private final StringBuilder out = new StringBuilder();

    private JsonLayout() {}

    static String of(JsonValue value) {
        JsonLayout layout = new JsonLayout();
        layout.append(value, "", 0);
        return layout.out.append('\n').toString();
    }

    /** @param used how much of the line is taken, by the indent and by a member's name */
    private void append(JsonValue value, String indent, int used) {
        String line = line(value);
        if (used + line.length() <= WIDTH || !(value instanceof JsonObject || value instanceof JsonArray)) {
            out.append(line);
            return;
        }
        String inner = indent + "  ";
        String separator = "\n";
        if (value instanceof JsonObject object) {
            out.append('{');
            for (String name : object.names()) {
                String key = JsonString.of(name) + ": ";
                out.append(separator).append(inner).append(key);
                append(member(object, name), inner, inner.length() + key.length());
                separator = ",\n";
            }
            out.append('\n').append(indent).append('}');
        } else if (value instanceof JsonArray array) {
            out.append('[');
            for (JsonValue element : array.values()) {
                out.append(separator).append(inner);
                append(element, inner, inner.length());
                separator = ",\n";
            }
            out.append('\n').append(indent).append(']');
        }
    }

    private static String line(JsonValue value) {
        return switch (value) {
            case JsonObject object ->
                joined(
                        object.names().stream()
                                .map(name -> JsonString.of(name) + ": " + line(member(object, name)))
                                .toList(),
                        '{',
                        '}');
            case JsonArray array ->
                joined(array.values().stream().map(JsonLayout::line).toList(), '[', ']');
            case JsonNull _, JsonBoolean _, JsonNumber _, JsonString _ -> JsonOutput.text(value);
        };
    }

    private static String joined(List<String> parts, char open, char close) {
        return open + String.join(", ", parts) + close;
    }

    private static JsonValue member(JsonObject object, String name) {
        JsonValue value = object.get(name);
        if (value == null) {
            throw new IllegalStateException("an object without a member it names");
        }
        return value;
    }
}
