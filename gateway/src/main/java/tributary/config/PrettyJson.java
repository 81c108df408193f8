package tributary.config;

import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import tributary.json.JsonArray;
import tributary.json.JsonObject;
import tributary.json.JsonOutput;
import tributary.json.JsonValue;

/** JSON as people read it: two blanks a level, short lists on one line. */
final class PrettyJson {
    private static final int SHORT = 80;

    private PrettyJson() {}

    static String of(JsonValue value) {
        StringBuilder out = new StringBuilder();
        append(out, value, "");
        return out.append('\n').toString();
    }

    private static void append(StringBuilder out, JsonValue value, String indent) {
        String compact = compact(value);
        String inner = indent + "  ";
        if (value instanceof JsonObject object && compact.length() > 2) {
            out.append('{');
            for (Iterator<String> names = object.names().iterator(); names.hasNext(); ) {
                String name = names.next();
                out.append('\n')
                        .append(inner)
                        .append(compact(Schemas.value(name)))
                        .append(": ");
                JsonValue member = object.get(name);
                if (member != null) {
                    append(out, member, inner);
                }
                out.append(names.hasNext() ? "," : "\n" + indent + "}");
            }
        } else if (value instanceof JsonArray array && compact.length() > SHORT) {
            out.append('[');
            for (int i = 0; i < array.size(); i++) {
                out.append(i == 0 ? "\n" : ",\n").append(inner);
                append(out, array.get(i), inner);
            }
            out.append('\n').append(indent).append(']');
        } else {
            out.append(compact);
        }
    }

    private static String compact(JsonValue value) {
        JsonOutput out = new JsonOutput();
        value.writeTo(out);
        return new String(out.toByteArray(), StandardCharsets.UTF_8);
    }
}
