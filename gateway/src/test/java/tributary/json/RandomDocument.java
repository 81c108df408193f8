package tributary.json;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Documents at random, spelled as oddly as is allowed, each built alongside what it means in plain Java: null, Boolean,
 * BigDecimal, String, List, Map.
 */
final class RandomDocument {
    private static final String[] NUMBERS = {
        "0", "-0", "7", "-12", "1.50", "1e3", "-2.5E-2", "12345678901234567890", "0e7"
    };
    private static final String[] CHARACTERS = {
        "a", "b", "Z", " ", "/", "\u007f", "\u00e9", "\u65e5", "\ud83d\ude00", "\"", "\\", "\n", "\u0001"
    };

    private final Random random;
    private final StringBuilder text = new StringBuilder();

    RandomDocument(long seed) {
        random = new Random(seed);
    }

    /** Adds a value to the text; what it means. */
    @Nullable
    Object value(int depth) {
        space();
        Object value =
                switch (random.nextInt(depth > 0 ? 9 : 5)) {
                    case 0 -> literal("null", null);
                    case 1 -> literal("true", true);
                    case 2 -> literal("false", false);
                    case 3 -> number();
                    case 4 -> string();
                    case 5, 6 -> array(depth);
                    default -> object(depth);
                };
        space();
        return value;
    }

    String text() {
        return text.toString();
    }

    private @Nullable Object literal(String word, @Nullable Object meaning) {
        text.append(word);
        return meaning;
    }

    private BigDecimal number() {
        String number = random.nextBoolean() ? NUMBERS[random.nextInt(NUMBERS.length)] : "" + random.nextInt(100_000);
        text.append(number);
        return new BigDecimal(number).stripTrailingZeros();
    }

    private String string() {
        StringBuilder meaning = new StringBuilder();
        text.append('"');
        // Few short ones are likely to be repeated; long ones make the scan go through its wide steps.
        for (int n = random.nextInt(random.nextInt(8) == 0 ? 40 : 3); n > 0; n--) {
            String character = CHARACTERS[random.nextInt(CHARACTERS.length)];
            meaning.append(character);
            boolean plain = character.charAt(0) >= ' ' && !"\"\\".contains(character);
            if (plain && random.nextInt(5) > 0) {
                text.append(character);
            } else if ("\"\\/".contains(character)) {
                text.append('\\').append(character);
            } else if (character.equals("\n")) {
                text.append("\\n");
            } else {
                character.chars().forEach(c -> text.append(String.format("\\u%04X", c)));
            }
        }
        text.append('"');
        return meaning.toString();
    }

    private List<@Nullable Object> array(int depth) {
        List<@Nullable Object> meaning = new ArrayList<>();
        text.append('[');
        space();
        for (int n = random.nextInt(6); n > 0; n--) {
            meaning.add(value(depth - 1));
            text.append(n > 1 ? "," : "");
        }
        text.append(']');
        return meaning;
    }

    private Map<String, @Nullable Object> object(int depth) {
        Map<String, @Nullable Object> meaning = new LinkedHashMap<>();
        text.append('{');
        space();
        for (int n = random.nextInt(random.nextInt(10) == 0 ? 40 : 6); n > 0; n--) {
            space();
            String name = string();
            space();
            text.append(':');
            meaning.put(name, value(depth - 1));
            text.append(n > 1 ? "," : "");
        }
        text.append('}');
        return meaning;
    }

    private void space() {
        text.append(" \n\t\r  ", 0, Math.max(0, random.nextInt(12) - 6));
    }
}
