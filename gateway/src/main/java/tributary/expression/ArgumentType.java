package tributary.expression;

import tributary.json.JsonArray;
import tributary.json.JsonBoolean;
import tributary.json.JsonNull;
import tributary.json.JsonNumber;
import tributary.json.JsonObject;
import tributary.json.JsonString;
import tributary.json.JsonValue;

/** What a function takes at one place. */
enum ArgumentType {
    ANY("a value"),
    NUMBER("a number"),
    STRING("a string"),
    ARRAY("an array"),
    OBJECT("an object"),
    STRING_OR_ARRAY("a string or an array"),
    STRING_ARRAY_OR_OBJECT("a string, an array or an object"),
    NUMBERS("an array of numbers"),
    STRINGS("an array of strings"),
    NUMBERS_OR_STRINGS("an array of numbers or an array of strings"),
    REFERENCE("an expression behind '&'");

    private final String described;

    ArgumentType(String described) {
        this.described = described;
    }

    String described() {
        return described;
    }

    boolean takes(JsonValue value) {
        return switch (this) {
            case ANY -> true;
            case NUMBER -> value instanceof JsonNumber;
            case STRING -> value instanceof JsonString;
            case ARRAY -> value instanceof JsonArray;
            case OBJECT -> value instanceof JsonObject;
            case STRING_OR_ARRAY -> value instanceof JsonString || value instanceof JsonArray;
            case STRING_ARRAY_OR_OBJECT ->
                value instanceof JsonString || value instanceof JsonArray || value instanceof JsonObject;
            case NUMBERS, STRINGS, NUMBERS_OR_STRINGS -> value instanceof JsonArray array && wrongElement(array) < 0;
            case REFERENCE -> false;
        };
    }

    /** What {@code value}, which is not taken, is instead. */
    String found(JsonValue value) {
        if (value instanceof JsonArray array) {
            int wrong = wrongElement(array);
            if (wrong >= 0) {
                return "an array with " + typeOf(array.get(wrong)) + " at index " + wrong;
            }
        }
        return typeOf(value);
    }

    static String typeOf(JsonValue value) {
        return switch (value) {
            case JsonNull _ -> "null";
            case JsonBoolean _ -> "a boolean";
            case JsonNumber _ -> "a number";
            case JsonString _ -> "a string";
            case JsonArray _ -> "an array";
            case JsonObject _ -> "an object";
        };
    }

    private int wrongElement(JsonArray array) {
        ArgumentType element = elements(array);
        for (int i = 0; i < array.size(); i++) {
            if (!element.takes(array.get(i))) {
                return i;
            }
        }
        return -1;
    }

    private ArgumentType elements(JsonArray array) {
        return switch (this) {
            case NUMBERS -> NUMBER;
            case STRINGS -> STRING;
            case NUMBERS_OR_STRINGS -> array.size() > 0 && array.get(0) instanceof JsonString ? STRING : NUMBER;
            default -> ANY;
        };
    }
}
