package tributary.expression;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import tributary.json.JsonArray;
import tributary.json.JsonBoolean;
import tributary.json.JsonNull;
import tributary.json.JsonNumber;
import tributary.json.JsonObject;
import tributary.json.JsonString;
import tributary.json.JsonValue;

/** Texts of well-formed expressions, and documents in which they find something. */
final class RandomExpressions {
    private static final List<String> NAMES = List.of("a", "b", "c", "d", "e", "f");

    private final RandomGenerator random;

    RandomExpressions(RandomGenerator random) {
        this.random = random;
    }

    String expression(int depth) {
        if (depth == 0) {
            return pick(
                    pick(NAMES.toArray(String[]::new)), pick("@", "@.a", "a", "b.c", "'a'", "`1`", "`[1, 2]`", "*"));
        }
        String x = expression(random.nextInt(depth));
        String y = expression(random.nextInt(depth));
        String z = expression(random.nextInt(depth));
        return switch (random.nextInt(22)) {
            case 0, 1, 2, 3 -> x + "." + pick(NAMES.toArray(String[]::new));
            case 4 -> x + "[" + (random.nextInt(5) - 2) + "]";
            case 5 -> x + pick("[*]", "[]", ".*");
            case 6 -> x + "[?" + y + "]";
            case 7 -> x + pick("[1:]", "[:2]", "[::-1]", "[:1].a");
            case 8 -> x + ".{x: " + y + ", a: " + z + "}";
            case 9 -> x + ".[" + y + ", " + z + "]";
            case 10 -> "{a: " + x + ", b: " + y + "}";
            case 11 -> "[" + x + ", " + y + "]";
            case 12 -> x + pick(" || ", " && ") + y;
            case 13 -> x + pick(" == ", " != ", " < ", " >= ") + y;
            case 14, 15 -> x + " | " + y;
            case 16 -> "(" + x + ")";
            case 17 -> "!" + x;
            case 18 ->
                pick("length", "type", "to_array", "to_string", "to_number", "keys", "values", "reverse", "sum") + "("
                        + x + ")";
            case 19 -> pick("not_null", "contains", "merge") + "(" + x + ", " + y + ")";
            case 20 -> pick("sort_by", "max_by", "min_by") + "(" + x + ", &" + y + ")";
            default -> "map(&" + x + ", to_array(" + y + "))";
        };
    }

    JsonObject document() {
        return object(3);
    }

    private JsonObject object(int depth) {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        for (String name : NAMES) {
            if (random.nextInt(4) > 0) {
                members.put(name, value(depth));
            }
        }
        return JsonObject.of(members);
    }

    private JsonValue value(int depth) {
        return switch (random.nextInt(depth == 0 ? 4 : 10)) {
            case 0 -> JsonNull.NULL;
            case 1 -> JsonBoolean.of(random.nextBoolean());
            case 2 -> JsonNumber.of(random.nextInt(5));
            case 3 -> JsonString.of(pick("", "a", "b", "1"));
            case 4, 5, 6 -> array(depth - 1);
            default -> object(depth - 1);
        };
    }

    private JsonArray array(int depth) {
        List<JsonValue> elements = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            elements.add(value(depth));
        }
        return JsonArray.of(elements);
    }

    private String pick(String... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
