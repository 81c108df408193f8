package tributary.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tributary.expression.Expression;

/**
 * One expression and where it stands.
 *
 * @param key the call's or aggregate's key that holds it: {@code get}, {@code headers.x-user}, {@code when}
 * @param scalar the text it is in
 * @param bare whether the text is the expression itself and not a template
 */
record Use(String key, Node.Scalar scalar, boolean bare, Expression expression) {
    private static final int LONGEST = 120;

    /** The configuration's own words: {@code get: accounts:/users/{product.sellerId}}. */
    String because() {
        return key + ": " + Quoted.cut(scalar.source().strip().replaceAll("\\s+", " "), LONGEST);
    }

    /** Whether it is an event's. */
    boolean emits() {
        return key.startsWith("emit.");
    }

    /** Where {@code name} stands in an expression of the text, or the text's own place. */
    Place place(String name) {
        String text = scalar.text();
        Matcher matcher = Pattern.compile("(?<![\\w.\"'])\"?" + Pattern.quote(name) + "\"?(?![\\w\"])")
                .matcher(text);
        if (bare) {
            return scalar.placeAt(matcher.find() ? matcher.start() : -1);
        }
        for (int open = text.indexOf('{'); open >= 0; open = text.indexOf('{', open + 1)) {
            if (text.startsWith("{{", open)) {
                open++;
                continue;
            }
            int end = Expression.closingBrace(text, open + 1);
            if (end > 0 && matcher.region(open + 1, end).find()) {
                return scalar.placeAt(matcher.start());
            }
            open = end > 0 ? end : open;
        }
        return scalar.place();
    }
}
