package tributary.json;

import java.util.Objects;

/**
 * Checks that bytes are one JSON text, in one pass and without recursion: RFC 8259's grammar, RFC 3629's UTF-8,
 * {@link JsonParser#MAX_DEPTH}. Each method takes the place where something must start and returns the place after it.
 * For one text and one thread.
 */
final class Checker {
    private final byte[] array;
    private final int start;
    private final int end;
    // One bit for each open container: set for an object. 1,000 levels are 16 longs.
    private final long[] objects = new long[JsonParser.MAX_DEPTH / Long.SIZE + 1];
    private int depth;
    // The ints that the document's index will take.
    private int entries;

    Checker(byte[] array, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, array.length);
        this.array = array;
        this.start = offset;
        this.end = offset + length;
    }

    JsonValue root() throws JsonException {
        if (end - start > JsonParser.MAX_LENGTH) {
            throw refusal("a text too long", start);
        }
        int from = space(byteOrderMark());
        int to = value(from);
        int rest = space(to);
        if (rest < end) {
            throw refusal("something after the text's end", rest);
        }
        return switch (array[from]) {
            case '{', '[' -> new Document(array, from, to, entries).value(0);
            case '"' -> new JsonString(array, from);
            case 't' -> JsonBoolean.TRUE;
            case 'f' -> JsonBoolean.FALSE;
            case 'n' -> JsonNull.NULL;
            default -> new JsonNumber(array, from, to - from);
        };
    }

    private int byteOrderMark() {
        boolean marked = end - start >= 3
                && array[start] == (byte) 0xEF
                && array[start + 1] == (byte) 0xBB
                && array[start + 2] == (byte) 0xBF;
        return marked ? start + 3 : start;
    }

    /** A value and everything in it. */
    private int value(int from) throws JsonException {
        int at = from;
        do {
            byte first = byteAt(at);
            boolean opens = first == '{' || first == '[';
            at = opens ? open(first, at) : scalar(first, at);
            if (!opens || byteAt(at) == closing()) {
                at = afterValue(at);
            } else if (inObject()) {
                at = name(at);
            }
        } while (depth > 0);
        return at;
    }

    private int open(byte bracket, int from) throws JsonException {
        if (depth == JsonParser.MAX_DEPTH) {
            throw refusal("nesting too deep", from);
        }
        long bit = 1L << depth;
        int word = depth / Long.SIZE;
        objects[word] = bracket == '{' ? objects[word] | bit : objects[word] & ~bit;
        depth++;
        entries += 3;
        return space(from + 1);
    }

    private boolean inObject() {
        int level = depth - 1;
        return ((objects[level / Long.SIZE] >>> level) & 1) != 0;
    }

    private byte closing() {
        return (byte) (inObject() ? '}' : ']');
    }

    /** Everything up to the next value: the brackets that close, then a comma, in an object with a name. */
    private int afterValue(int from) throws JsonException {
        int at = from;
        while (depth > 0) {
            at = space(at);
            byte next = byteAt(at);
            if (next == ',') {
                at = space(at + 1);
                return inObject() ? name(at) : at;
            }
            if (next != closing()) {
                throw refusal(inObject() ? "a comma or } expected" : "a comma or ] expected", at);
            }
            depth--;
            at++;
        }
        return at;
    }

    private int name(int from) throws JsonException {
        if (byteAt(from) != '"') {
            throw refusal("a name in quotes expected", from);
        }
        entries++;
        int colon = space(string(from));
        if (byteAt(colon) != ':') {
            throw refusal("a colon expected", colon);
        }
        return space(colon + 1);
    }

    private int scalar(byte first, int from) throws JsonException {
        entries++;
        return switch (first) {
            case '"' -> string(from);
            case 't' -> literal("true", from);
            case 'f' -> literal("false", from);
            case 'n' -> literal("null", from);
            default -> number(first, from);
        };
    }

    private int literal(String word, int from) throws JsonException {
        for (int i = 1; i < word.length(); i++) {
            if (byteAt(from + i) != word.charAt(i)) {
                throw refusal("a value expected", from);
            }
        }
        return from + word.length();
    }

    private int number(byte first, int from) throws JsonException {
        int at = first == '-' ? from + 1 : from;
        byte digit = byteAt(at);
        if (digit < '0' || digit > '9') {
            throw refusal(first == '-' ? "a digit expected" : "a value expected", at);
        }
        at = digit == '0' ? at + 1 : digits(at);
        if (at < end && array[at] == '.') {
            at = digits(at + 1);
        }
        if (at < end && (array[at] == 'e' || array[at] == 'E')) {
            byte sign = byteAt(at + 1);
            at = digits(sign == '+' || sign == '-' ? at + 2 : at + 1);
        }
        return at;
    }

    private int digits(int from) throws JsonException {
        int at = from;
        while (at < end && array[at] >= '0' && array[at] <= '9') {
            at++;
        }
        if (at == from) {
            throw refusal("a digit expected", at);
        }
        return at;
    }

    private int string(int from) throws JsonException {
        int at = Scan.plainCharacters(array, from + 1, end);
        while (at < end) {
            if (array[at] == '"') {
                return at + 1;
            }
            do {
                at = rareInString(array[at], at);
            } while (at < end && array[at] < 0);
            at = Scan.plainCharacters(array, at, end);
        }
        throw refusal("a string without an end", from);
    }

    private int rareInString(byte b, int at) throws JsonException {
        if (b == '\\') {
            return escape(at);
        }
        if (b >= 0) {
            throw refusal("a control character in a string", at);
        }
        return beyondAscii(b & 0xFF, at);
    }

    private int escape(int from) throws JsonException {
        switch (byteAt(from + 1)) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> {
                return from + 2;
            }
            case 'u' -> {
                for (int at = from + 2; at < from + 6; at++) {
                    if (Character.digit(byteAt(at), 16) < 0) {
                        throw refusal("four hexadecimal digits expected", from);
                    }
                }
                return from + 6;
            }
            default -> throw refusal("an unknown escape", from);
        }
    }

    /**
     * A character of two to four bytes. The second byte's range depends on the first: that keeps out spellings longer
     * than need be (E0, F0), surrogates (ED) and what lies beyond U+10FFFF (F4). See RFC 3629, section 4.
     */
    private int beyondAscii(int first, int from) throws JsonException {
        if (first < 0xC2 || first > 0xF4) {
            throw refusal("malformed UTF-8", from);
        }
        int low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
        int high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
        int second = byteAt(from + 1) & 0xFF;
        if (second < low || second > high) {
            throw refusal("malformed UTF-8", from);
        }
        int length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
        for (int at = from + 2; at < from + length; at++) {
            if ((byteAt(at) & 0xC0) != 0x80) {
                throw refusal("malformed UTF-8", from);
            }
        }
        return from + length;
    }

    private int space(int from) {
        int at = from;
        while (at < end && isSpace(array[at])) {
            at++;
        }
        return at;
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }

    private byte byteAt(int at) throws JsonException {
        if (at >= end) {
            throw refusal(end == start ? "no text at all" : "the text ends too early", end);
        }
        return array[at];
    }

    private JsonException refusal(String problem, int at) {
        return new JsonException(problem, at - start);
    }
}
