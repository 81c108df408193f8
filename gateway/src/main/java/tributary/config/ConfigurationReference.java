package tributary.config;

/**
 * The configuration's reference page in Markdown: every section's keys, types, defaults and meaning. Made of the same tables
 * the configuration is read by. Stateless.
 */
public final class ConfigurationReference {
    private ConfigurationReference() {}

    /** The page as a text that ends with a newline. */
    public static String markdown() {
        StringBuilder out = new StringBuilder("# Configuration reference\n\n");
        out.append("<!-- Made by ./tributary reference; do not edit. -->\n");
        for (Section section : RootKeys.SECTIONS) {
            append(out, section);
        }
        out.append("\n## Not yet\n\n");
        out.append(
                "Known keys that this version does not act on. Where answers or safety would depend on one, the gateway");
        out.append(" refuses to start with it; the others are ignored with a warning.\n\n");
        out.append("| section | refused | ignored |\n| --- | --- | --- |\n");
        for (Section section : RootKeys.SECTIONS) {
            appendLater(out, section);
        }
        return out.toString();
    }

    private static void append(StringBuilder out, Section section) {
        if (!section.path().isEmpty()) {
            out.append("\n## `").append(section.path()).append("`\n");
        }
        out.append('\n').append(section.prose()).append("\n\n");
        out.append("| key | type | default | meaning |\n| --- | --- | --- | --- |\n");
        for (Key<?> key : section.keys()) {
            String standard = key.standard();
            out.append("| `").append(key.name()).append("` | ");
            out.append(cell(key.type().label())).append(" | ");
            out.append(
                    key.required()
                            ? "required"
                            : standard == null || standard.isEmpty() ? "none" : "`" + standard + "`");
            out.append(" | ").append(cell(key.description())).append(" |\n");
        }
        if (!section.example().isEmpty()) {
            out.append("\n```yaml\n").append(section.example()).append("```\n");
        }
    }

    private static void appendLater(StringBuilder out, Section section) {
        String refused = later(section, true);
        String ignored = later(section, false);
        if (!refused.isEmpty() || !ignored.isEmpty()) {
            String path = section.path().isEmpty() ? "top level" : "`" + section.path() + "`";
            out.append("| ")
                    .append(path)
                    .append(" | ")
                    .append(refused)
                    .append(" | ")
                    .append(ignored)
                    .append(" |\n");
        }
    }

    private static String later(Section section, boolean matters) {
        return String.join(
                ", ",
                LaterKeys.of(section.path()).stream()
                        .filter(row -> row.matters() == matters)
                        .map(row -> "`" + row.name() + "`")
                        .toList());
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replace("\n", " ");
    }
}
