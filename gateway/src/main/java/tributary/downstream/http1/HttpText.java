package tributary.downstream.http1;

/** Which characters HTTP allows where (RFC 9110, 5.6.2 and 5.5). */
public final class HttpText {
    private static final boolean[] TOKEN = new boolean[128];

    static {
        for (char c = '0'; c <= 'z'; c++) {
            TOKEN[c] = Character.isLetterOrDigit(c);
        }
        for (char c : "!#$%&'*+-.^_`|~".toCharArray()) {
            TOKEN[c] = true;
        }
    }

    private HttpText() {}

    public static boolean inToken(int c) {
        return c >= 0 && c < 128 && TOKEN[c];
    }

    /** Whether a byte may stand in a field's value: anything but control characters, of which only the tab is allowed. */
    public static boolean inValue(byte b) {
        return (b >= ' ' || b < 0 || b == '\t') && b != 0x7f;
    }

    public static boolean isToken(String text) {
        return !text.isEmpty() && text.chars().allMatch(HttpText::inToken);
    }

    /** Whether a comma-separated list holds {@code token}, which is lower case. */
    static boolean lists(String list, String token) {
        for (String element : list.split(",", -1)) {
            if (element.strip().equalsIgnoreCase(token)) {
                return true;
            }
        }
        return false;
    }
}
