package tributary.config;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A value of a YAML file and where it stands: what was written, before anybody asks what it means. */
sealed interface Node {
    Place place();

    /** What it is, for a message that expected something else. */
    String found();

    /**
     * A value without parts.
     *
     * @param text with {@code ${…}} put in
     * @param template the same, but braces that came with {@code ${…}} are doubled, so that they stand for themselves
     * @param source as the file has it
     * @param plain written without quotes, or put in by {@code ${…}}: may be a number, a boolean or null
     * @param lead columns from {@link #place} to the first character of the text; -1 where columns cannot be counted
     */
    record Scalar(Place place, String text, String template, String source, boolean plain, int lead) implements Node {
        private static final Pattern NULL = Pattern.compile("|~|null|Null|NULL");
        private static final Pattern BOOLEAN = Pattern.compile("true|True|TRUE|false|False|FALSE");
        private static final Pattern NUMBER =
                Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?|0o[0-7]+|0x[0-9a-fA-F]+"
                        + "|[-+]?\\.(inf|Inf|INF)|\\.(nan|NaN|NAN)");

        private static final Pattern PASSWORD = Pattern.compile("//[^/]*@");

        /** YAML's core schema (1.2.2, 10.3.2). */
        boolean isNull() {
            return plain && NULL.matcher(text).matches();
        }

        boolean isBoolean() {
            return plain && BOOLEAN.matcher(text).matches();
        }

        boolean isNumber() {
            return plain && text.length() <= 1000 && NUMBER.matcher(text).matches();
        }

        boolean isText() {
            return !isNull() && !isBoolean() && !isNumber();
        }

        boolean substituted() {
            return !text.equals(source);
        }

        /** The place of the character at {@code offset}, or of the whole where that cannot be told. */
        Place placeAt(int offset) {
            if (lead < 0 || offset < 0 || offset > text.length()) {
                return place;
            }
            return place.right(lead + text.codePointCount(0, offset));
        }

        @Override
        public String found() {
            // What came from the environment or a file may be a secret; what the file itself says is not.
            if (substituted()) {
                return "what " + Quoted.of(source) + " stands for";
            }
            if (isNull()) {
                return text.isEmpty() ? "nothing" : "null";
            }
            String shown = PASSWORD.matcher(text).replaceFirst("//…@");
            return (isBoolean() ? "the boolean " : isNumber() ? "the number " : "the text ") + Quoted.of(shown);
        }
    }

    /** A value whose {@code ${…}} stands for nothing. Its problem is known, so nobody reports what follows from it. */
    record Broken(Place place) implements Node {
        @Override
        public String found() {
            return "a value that is missing";
        }
    }

    /** A list. */
    record Sequence(Place place, List<Node> elements) implements Node {
        public Sequence {
            elements = List.copyOf(elements);
        }

        @Override
        public String found() {
            return "a list";
        }
    }

    /**
     * Keys and values, in the file's order, no key twice.
     *
     * @param flow written in braces
     */
    record Mapping(Place place, List<Entry> entries, boolean flow) implements Node {
        public Mapping {
            entries = List.copyOf(entries);
        }

        @Nullable
        Entry entry(String key) {
            for (Entry entry : entries) {
                if (entry.name().equals(key)) {
                    return entry;
                }
            }
            return null;
        }

        /** The template that was meant where somebody left out its quotes, so that YAML sees a mapping; null where none was. */
        @Nullable
        String unquotedTemplate() {
            if (flow
                    && entries.size() == 1
                    && entries.getFirst().value() instanceof Scalar scalar
                    && scalar.plain()
                    && scalar.source().isEmpty()) {
                return "{" + entries.getFirst().name() + "}";
            }
            return null;
        }

        @Override
        public String found() {
            String meant = unquotedTemplate();
            return meant == null
                    ? "a mapping"
                    : "a mapping; an expression in braces needs quotes in YAML: \"" + Quoted.cut(meant, 80) + "\"";
        }
    }

    /** One key and its value. */
    record Entry(Scalar key, Node value) {
        String name() {
            return key.text();
        }
    }
}
