package tributary.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tributary.json.JsonObject;
import tributary.plan.Verb;

/** The types of keys that are made of others, and those of plain values without a unit. */
final class Types {
    private static final Pattern WORDS_FOR_TRUE = Pattern.compile("(?i)yes|on|y|\"?true\"?");
    private static final Pattern WORDS_FOR_FALSE = Pattern.compile("(?i)no|off|n|\"?false\"?");

    static final Type<String> TEXT = scalar(
            "text", "a text", Schemas.object("type", List.of("string", "number", "boolean")), scalar -> scalar.text());

    static final Type<Boolean> BOOLEAN = scalar(
            "`true` or `false`", "true or false", Schemas.orSubstituted(Schemas.object("type", "boolean")), scalar -> {
                if (scalar.isBoolean()) {
                    return Boolean.parseBoolean(scalar.text().toLowerCase(Locale.ROOT));
                }
                boolean yes = WORDS_FOR_TRUE.matcher(scalar.text()).matches();
                boolean no = WORDS_FOR_FALSE.matcher(scalar.text()).matches();
                throw new Unfit(yes || no ? "write " + yes + ", without quotes" : "");
            });

    private static final int SHORTEST_SECRET = 16;

    /** What is wrong with it is told without repeating it, as messages go to logs and pages. */
    static final Type<String> LONG_SECRET =
            new Type<>("secret", Schemas.text(".{" + SHORTEST_SECRET + ",}"), (at, node, problems) -> {
                if (node instanceof Node.Scalar scalar
                        && !scalar.isNull()
                        && scalar.text().length() >= SHORTEST_SECRET) {
                    return scalar.text();
                }
                wrong(at, node, "expected a secret of " + SHORTEST_SECRET + " characters or more", problems);
                return null;
            });

    static final Type<Integer> PORT = count("port", "a port such as 8080", 0, 65535);

    static final Type<Node> ANY = new Type<>("any value", JsonObject.EMPTY, (at, node, problems) -> node);

    private Types() {}

    /** Makes a value of a text. */
    interface Parse<T> {
        T parse(Node.Scalar scalar) throws Unfit;
    }

    /** A type whose values are written as one text; {@code expected} says so with an example. */
    static <T> Type<T> scalar(String label, String expected, JsonObject schema, Parse<T> parse) {
        return new Type<>(label, schema, (at, node, problems) -> {
            String hint = "";
            if (node instanceof Node.Scalar scalar && !scalar.isNull()) {
                try {
                    return parse.parse(scalar);
                } catch (Unfit e) {
                    hint = e.hint();
                }
            }
            wrong(at, node, "expected " + expected + ", found " + node.found() + hint, problems);
            return null;
        });
    }

    /** Reports a value of the wrong type, unless what is wrong with it is known already. */
    static void wrong(At at, Node node, String message, Problems problems) {
        if (!(node instanceof Node.Broken)) {
            problems.error(node.place(), at + ": " + message);
        }
    }

    static Type<Integer> count(String label, String expected, int least, int most) {
        JsonObject schema = Schemas.object("type", "integer", "minimum", least, "maximum", most);
        return scalar(label, expected, Schemas.orSubstituted(schema), scalar -> {
            if (!scalar.plain() || !scalar.text().matches("-?[0-9]{1,18}")) {
                throw new Unfit(scalar.text().matches("[0-9]{1,9}") ? "leave out the quotes" : "");
            }
            long value = Long.parseLong(scalar.text());
            if (value < least || value > most) {
                throw new Unfit("it is at least " + least + " and at most " + most);
            }
            return (int) value;
        });
    }

    /** One of {@code names}. */
    static Type<String> oneOf(String... names) {
        List<String> all = List.of(names);
        String label = String.join(
                " or ", Arrays.stream(names).map(name -> "`" + name + "`").toList());
        return scalar(label, String.join(" or ", all), Schemas.orSubstituted(Schemas.object("enum", all)), scalar -> {
            if (!all.contains(scalar.text())) {
                String near = scalar.substituted() ? null : Suggestion.nearest(scalar.text(), all);
                throw new Unfit(near == null ? "" : "did you mean '" + near + "'?");
            }
            return scalar.text();
        });
    }

    static <T> Type<List<Written<T>>> list(Type<T> element) {
        String label = "list (" + element.label() + ")";
        return new Type<>(label, Schemas.list(element.schema()), (at, node, problems) -> {
            if (node instanceof Node.Sequence sequence) {
                return elements(element, at, sequence.elements(), problems);
            }
            wrong(at, node, "expected a list in brackets, such as [a, b], found " + node.found(), problems);
            return null;
        });
    }

    /** A list, or its only element without brackets. */
    static <T> Type<List<Written<T>>> oneOrList(Type<T> element) {
        JsonObject schema = Schemas.either(element.schema(), Schemas.list(element.schema()));
        return new Type<>(
                element.label() + ", or a list of them",
                schema,
                (at, node, problems) -> elements(
                        element,
                        at,
                        node instanceof Node.Sequence sequence ? sequence.elements() : List.of(node),
                        problems));
    }

    /** Elements that are wrong are left out, so that the others are checked too. */
    private static <T> List<Written<T>> elements(Type<T> type, At at, List<Node> nodes, Problems problems) {
        List<Written<T>> elements = new ArrayList<>();
        for (Node node : nodes) {
            T value = type.reader().read(at, node, problems);
            if (value != null) {
                elements.add(new Written<>(at, node, value));
            }
        }
        return elements;
    }

    /**
     * A mapping whose keys are names that its author chooses.
     *
     * @param label of a name, for people
     */
    static <T> Type<Map<String, Written<T>>> map(String label, Type<T> values, @Nullable Section section) {
        return new Type<>("mapping of " + label, Schemas.map(values.schema()), (at, node, problems) -> {
            if (!(node instanceof Node.Mapping mapping)) {
                wrong(at, node, "expected a mapping of " + label + ", found " + node.found(), problems);
                return null;
            }
            Map<String, Written<T>> entries = new LinkedHashMap<>();
            for (Node.Entry entry : mapping.entries()) {
                At inner = at.key(entry.key());
                if (section != null && misplaced(section, mapping, at, entry, problems)) {
                    continue;
                }
                T value = values.reader().read(inner, entry.value(), problems);
                if (value != null) {
                    entries.put(entry.name(), new Written<>(inner, entry.value(), value));
                }
            }
            return entries;
        });
    }

    /** Whether a key of {@code section} stands one level too high, where names should be. */
    private static boolean misplaced(Section section, Node.Mapping names, At at, Node.Entry entry, Problems problems) {
        if (section.key(entry.name()) == null || entry.value() instanceof Node.Mapping) {
            return false;
        }
        String home = section.path();
        for (Node.Entry other : names.entries()) {
            if (other.value() instanceof Node.Mapping) {
                home = at.key(other.key()).path();
                break;
            }
        }
        problems.error(entry.key().place(), "'" + entry.name() + "' belongs under " + home);
        return true;
    }

    static <T> Type<Map<String, Written<T>>> named(String label, Type<T> values, Section section, String namePattern) {
        Type<Map<String, Written<T>>> map = map(label, values, section);
        return new Type<>(map.label(), Schemas.map(namePattern, values.schema()), map.reader());
    }

    /** What an aggregate's key looks like, as a regular expression. */
    static String aggregatePattern() {
        String verbs =
                String.join("|", Arrays.stream(Verb.values()).map(Verb::name).toList());
        return "^(" + verbs + ") /\\S*$";
    }
}
