package tributary.edge;

/** Writes structured fields (RFC 9651), as far as we do. */
final class StructuredFields {
    private static final String TOKEN = "!#$%&'*+-.^_`|~:/";

    private StructuredFields() {}

    /** {@code name} as a token where it can be one, else as a string. It is ASCII without controls. */
    static String item(String name) {
        boolean token = !name.isEmpty()
                && (Character.isLetter(name.charAt(0)) || name.charAt(0) == '*')
                && name.chars().allMatch(c -> c < 128 && (Character.isLetterOrDigit(c) || TOKEN.indexOf(c) >= 0));
        return token ? name : '"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /** {@code name} as a token, whatever it holds. */
    static String token(String name) {
        StringBuilder token = new StringBuilder(name.length());
        name.chars()
                .forEach(c -> token.append((char) (Character.isLetterOrDigit(c) || c == '-' || c == '_' ? c : '_')));
        return token.toString();
    }
}
