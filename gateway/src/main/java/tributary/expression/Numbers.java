package tributary.expression;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.TreeMap;
import tributary.json.JsonException;
import tributary.json.JsonNull;
import tributary.json.JsonNumber;
import tributary.json.JsonParser;
import tributary.json.JsonString;
import tributary.json.JsonValue;

/**
 * What the functions do with numbers: exact decimal arithmetic, which refuses numbers that would make it costly
 * ({@link JsonNumber#decimal}). What needs no arithmetic is done on the digits, whatever they are.
 */
final class Numbers {
    /** Digits of a quotient that does not end before. */
    private static final int QUOTIENT_DIGITS = 34;

    private Numbers() {}

    static JsonValue abs(JsonNumber number) {
        String text = number.text();
        return text.startsWith("-") ? json(text.substring(1)) : number;
    }

    static JsonValue ceiling(Arguments arguments) throws ExpressionException {
        return rounded(arguments, RoundingMode.CEILING);
    }

    static JsonValue floor(Arguments arguments) throws ExpressionException {
        return rounded(arguments, RoundingMode.FLOOR);
    }

    private static JsonValue rounded(Arguments arguments, RoundingMode mode) throws ExpressionException {
        JsonNumber number = arguments.number(0);
        if (number.text().chars().allMatch(c -> c == '-' || Character.isDigit(c))) {
            return number;
        }
        BigDecimal decimal = arguments.decimal(0, number);
        return decimal.signum() != 0 && decimal.scale() <= 0 ? number : JsonNumber.of(decimal.setScale(0, mode));
    }

    static JsonValue sum(Arguments arguments) throws ExpressionException {
        return plain(total(arguments));
    }

    static JsonValue average(Arguments arguments) throws ExpressionException {
        int count = arguments.elements(0).size();
        if (count == 0) {
            return JsonNull.NULL;
        }
        BigDecimal total = total(arguments);
        int digits = Math.max(QUOTIENT_DIGITS, total.precision() + 10);
        return plain(total.divide(BigDecimal.valueOf(count), new MathContext(digits, RoundingMode.HALF_EVEN)));
    }

    /**
     * Adds up numbers of one scale first, then the sums of neighbouring scales pair by pair. Added as they come, numbers of
     * alternating scales would be stretched to thousands of digits once for each.
     */
    private static BigDecimal total(Arguments arguments) throws ExpressionException {
        TreeMap<Integer, BigDecimal> byScale = new TreeMap<>();
        for (JsonValue value : arguments.elements(0)) {
            BigDecimal number = arguments.decimal(0, (JsonNumber) value);
            byScale.merge(number.scale(), number, BigDecimal::add);
        }
        return total(List.copyOf(byScale.values()));
    }

    private static BigDecimal total(List<BigDecimal> sums) {
        int size = sums.size();
        if (size < 2) {
            return size == 0 ? BigDecimal.ZERO : sums.getFirst();
        }
        return total(sums.subList(0, size / 2)).add(total(sums.subList(size / 2, size)));
    }

    /** The number that a string spells as JSON does; a number itself; null for all else. */
    static JsonValue parsed(JsonValue value) {
        return switch (value) {
            case JsonNumber number -> number;
            case JsonString string -> json(string.text()) instanceof JsonNumber number ? number : JsonNull.NULL;
            default -> JsonNull.NULL;
        };
    }

    private static JsonValue json(String text) {
        // JSON would allow whitespace around it.
        if (text.isEmpty() || !isNumberPart(text.charAt(0)) || !isNumberPart(text.charAt(text.length() - 1))) {
            return JsonNull.NULL;
        }
        try {
            return JsonParser.parse(text);
        } catch (JsonException e) {
            return JsonNull.NULL;
        }
    }

    private static boolean isNumberPart(char c) {
        return c == '-' || (c >= '0' && c <= '9');
    }

    private static JsonNumber plain(BigDecimal number) {
        return JsonNumber.of(number.stripTrailingZeros());
    }
}
