package tributary.expression;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import tributary.json.JsonArray;
import tributary.json.JsonObject;
import tributary.json.JsonOutput;
import tributary.json.JsonString;
import tributary.json.JsonValue;

/** What the functions do with text. */
final class Strings {
    private Strings() {}

    static String joined(String glue, List<JsonValue> strings) {
        return strings.stream().map(value -> ((JsonString) value).text()).collect(Collectors.joining(glue));
    }

    /** Compares by code points; {@link String#compareTo} would put what lies beyond U+FFFF before U+E000. */
    static int compare(String a, String b) {
        int length = Math.min(a.length(), b.length());
        for (int i = 0; i < length; i++) {
            if (a.charAt(i) != b.charAt(i)) {
                return Integer.compare(rank(a.charAt(i)), rank(b.charAt(i)));
            }
        }
        return Integer.compare(a.length(), b.length());
    }

    private static int rank(char c) {
        return Character.isSurrogate(c) ? c + 0x10000 : c;
    }

    /** The JSON text of {@code value} without the whitespace and the repeated members it may have come with. */
    static String compactJson(JsonValue value) {
        JsonOutput out = new JsonOutput();
        write(value, out);
        return new String(out.array(), 0, out.size(), StandardCharsets.UTF_8);
    }

    private static void write(JsonValue value, JsonOutput out) {
        switch (value) {
            case JsonArray array -> {
                String separator = "[";
                for (JsonValue element : array.values()) {
                    out.ascii(separator);
                    write(element, out);
                    separator = ",";
                }
                out.ascii(array.size() == 0 ? "[]" : "]");
            }
            case JsonObject object -> {
                String separator = "{";
                for (String name : object.names()) {
                    out.ascii(separator);
                    out.string(name);
                    out.ascii(":");
                    write(Evaluator.member(object, name), out);
                    separator = ",";
                }
                out.ascii(object.names().isEmpty() ? "{}" : "}");
            }
            default -> value.writeTo(out);
        }
    }

    /** How many characters must be put in, taken out or replaced to make one of the other (Levenshtein). */
    static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
