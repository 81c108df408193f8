package tributary.config;

import java.util.Collection;
import java.util.stream.Collectors;

/** Text of the configuration as messages show it: short, on one line, between quotes. */
final class Quoted {
    private static final int LONGEST = 60;

    private Quoted() {}

    static String of(String text) {
        return "'" + cut(printable(text), LONGEST) + "'";
    }

    /** {@code 'a', 'b' and 'c'}. */
    static String all(Collection<String> texts) {
        String joined = texts.stream().limit(20).map(Quoted::of).collect(Collectors.joining(", "));
        int last = joined.lastIndexOf(", ");
        return last < 0 ? joined : joined.substring(0, last) + " and " + joined.substring(last + 2);
    }

    static String cut(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(longest - 1)) ? longest - 1 : longest;
        return text.substring(0, end) + "…";
    }

    // A control character in a message could rewrite the terminal it is read on.
    private static String printable(String text) {
        return text.codePoints()
                .map(c -> Character.isISOControl(c) ? ' ' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
