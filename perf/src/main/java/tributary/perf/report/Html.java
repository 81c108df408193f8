package tributary.perf.report;

/** HTML being written: text is escaped, tags are not. Not thread-safe. */
final class Html {
    private final StringBuilder out = new StringBuilder();

    /** Tags, as they are. */
    Html tags(String tags) {
        out.append(tags);
        return this;
    }

    /** Text, escaped; fit for quoted attributes too. */
    Html text(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                default -> out.append(c);
            }
        }
        return this;
    }

    /** {@code <tag>text</tag>}, where {@code tag} may have attributes. */
    Html element(String tag, String text) {
        int blank = tag.indexOf(' ');
        String name = blank < 0 ? tag : tag.substring(0, blank);
        return tags("<" + tag + ">").text(text).tags("</" + name + ">");
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
