package tributary.edge.client;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tributary.plan.Address;

/**
 * {@code Forwarded} (RFC 7239), read from its right end: what a proxy adds on the right is then read before anything that a
 * client may have put on the left, such as a quotation mark that is never closed. Of a field that keeps to the grammar this
 * finds the same elements, since an opening quotation mark follows an equals sign, and one within a text never does.
 */
record Forwarded() implements Origin.Chain {
    private static final String TOKEN_SIGNS = "!#$%&'*+-.^_`|~";

    @Override
    public int comma(String field, int end) {
        for (int i = end - 1; i >= 0; i--) {
            char c = field.charAt(i);
            if (c == ',') {
                return i;
            }
            if (c == '"') {
                i--;
                while (i > 0 && !(field.charAt(i) == '"' && field.charAt(i - 1) == '=')) {
                    i--;
                }
            }
        }
        return -1;
    }

    /** Strictly {@code forwarded-element}: pairs between semicolons, no blanks, no parameter twice. */
    @Override
    public @Nullable Address address(String element) {
        Set<String> names = new HashSet<>();
        String node = null;
        int at = 0;
        while (at < element.length()) {
            if (element.charAt(at) == ';') {
                at++;
                continue;
            }
            int equals = tokenEnd(element, at);
            if (equals == at || equals == element.length() || element.charAt(equals) != '=') {
                return null;
            }
            int end = valueEnd(element, equals + 1);
            String name = element.substring(at, equals).toLowerCase(Locale.ROOT);
            if (end < 0 || (end < element.length() && element.charAt(end) != ';') || !names.add(name)) {
                return null;
            }
            if (name.equals("for")) {
                node = unquoted(element.substring(equals + 1, end));
            }
            at = end;
        }
        return node == null ? null : node(node);
    }

    private static int tokenEnd(String text, int from) {
        int at = from;
        while (at < text.length() && (alphanumeric(text.charAt(at)) || TOKEN_SIGNS.indexOf(text.charAt(at)) >= 0)) {
            at++;
        }
        return at;
    }

    private static boolean alphanumeric(char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    /** The end of the token or quoted string at {@code from}; -1 where there is none. */
    private static int valueEnd(String text, int from) {
        if (from == text.length() || text.charAt(from) != '"') {
            int end = tokenEnd(text, from);
            return end == from ? -1 : end;
        }
        for (int at = from + 1; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '"') {
                return at + 1;
            }
            if (c == '\\') {
                at++;
            }
        }
        return -1;
    }

    private static String unquoted(String value) {
        return value.charAt(0) == '"' ? value.substring(1, value.length() - 1).replaceAll("\\\\(.)", "$1") : value;
    }

    /**
     * The address of a node: IPv4, or IPv6 in brackets, and perhaps a port, which may be hidden. Null for {@code unknown}, for a
     * hidden name, and for what is no node.
     */
    static @Nullable Address node(String text) {
        boolean wrapped = text.startsWith("[");
        int end = wrapped ? text.indexOf(']') : text.indexOf(':');
        if (wrapped && end < 0) {
            return null;
        }
        String host = wrapped ? text.substring(1, end) : end < 0 ? text : text.substring(0, end);
        String port = end < 0 ? "" : text.substring(wrapped ? end + 1 : end);
        if ((host.indexOf(':') >= 0) != wrapped || !(port.isEmpty() || isPort(port))) {
            return null;
        }
        return Address.parse(host);
    }

    private static boolean isPort(String text) {
        boolean hidden = text.startsWith(":_");
        int from = hidden ? 2 : 1;
        int length = text.length() - from;
        if (text.charAt(0) != ':' || length < 1 || (!hidden && length > 5)) {
            return false;
        }
        return text.chars().skip(from).allMatch(c -> {
            boolean digit = c >= '0' && c <= '9';
            return digit || (hidden && (alphanumeric((char) c) || c == '.' || c == '_' || c == '-'));
        });
    }
}
