package tributary.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Makes nodes of one YAML 1.2 document. Aliases and merge keys ({@code <<}) are followed; a document that grows beyond
 * {@value #MOST_NODES} nodes by them, or is nested deeper than {@value #DEEPEST}, is refused before it is built.
 */
final class NodeReader {
    private static final int MOST_NODES = 200_000;
    private static final int DEEPEST = 64;
    private static final int LONG_TEXT = 64;

    private final String file;
    private final String text;
    private final Substitution substitution;
    private final Problems problems;
    private final Map<String, Anchored> anchors = new HashMap<>();
    private Place last;
    private int size;

    /** A node that has a name, and how many nodes it is with all that its aliases stand for. */
    private record Anchored(Node node, int size) {}

    /** Ends the reading of this file: where, and why. */
    private static final class Refused extends Exception {
        private static final long serialVersionUID = 1;
        private final transient Place place;

        Refused(Place place, String message) {
            super(message, null, false, false);
            this.place = place;
        }
    }

    NodeReader(String file, String text, Substitution substitution, Problems problems) {
        this.file = file;
        this.text = text;
        this.substitution = substitution;
        this.problems = problems;
        this.last = Place.startOf(file);
    }

    /** The document's value, which is empty text where there is none; null where it cannot be read, which is then a problem. */
    @Nullable
    Node read() {
        try {
            LoadSettings settings = LoadSettings.builder()
                    .setLabel(file)
                    .setCodePointLimit(Integer.MAX_VALUE)
                    .build();
            return document(new Parse(settings).parseString(text).iterator());
        } catch (Refused e) {
            problems.error(e.place, String.valueOf(e.getMessage()));
        } catch (MarkedYamlEngineException e) {
            problems.error(place(e.getProblemMark()), syntax(e));
        } catch (ReaderException e) {
            problems.error(
                    placeOfChar(e.getPosition()),
                    "a control character (U+%04X), which YAML does not allow".formatted(e.getCodePoint()));
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            // The parser lets some escapes, such as "\\UFFFFFFFF", through to the library's own conversions.
            problems.error(last, "this is no YAML: something after this place cannot be read, perhaps an escape");
        } catch (YamlEngineException e) {
            problems.error(Place.startOf(file), "this is no YAML: " + e.getMessage());
        }
        return null;
    }

    private static String syntax(MarkedYamlEngineException e) {
        String problem = e.getProblem();
        if (problem.contains("TAB")) {
            return "a tab; YAML is indented with spaces";
        }
        String hint = problem.startsWith("mapping values are not allowed")
                ? "; a value that holds ': ' needs quotes"
                : problem.startsWith("found undefined tag handle") ? "; a text that begins with '!' needs quotes" : "";
        String within = e.getContext() == null ? "" : " (" + e.getContext() + ")";
        return "this is no YAML: " + problem + within + hint;
    }

    private Node document(Iterator<Event> events) throws Refused {
        Node root = new Node.Scalar(Place.startOf(file), "", "", "", true, 0);
        boolean seen = false;
        while (events.hasNext()) {
            Event event = events.next();
            switch (event.getEventId()) {
                case DocumentStart -> {
                    if (seen) {
                        throw new Refused(place(event.getStartMark()), "a second document; a file holds one");
                    }
                    seen = true;
                    root = node(events.next(), events, 0);
                }
                case StreamStart, StreamEnd, DocumentEnd, Comment -> {}
                case Alias, Scalar, SequenceStart, SequenceEnd, MappingStart, MappingEnd ->
                    throw new IllegalStateException(event.toString());
            }
        }
        return root;
    }

    private Node node(Event event, Iterator<Event> events, int depth) throws Refused {
        Place place = place(event.getStartMark());
        if (depth > DEEPEST) {
            throw new Refused(place, "nested deeper than " + DEEPEST + " levels");
        }
        int before = size;
        count(1, place);
        Node node =
                switch (event) {
                    case AliasEvent alias -> aliased(alias, place);
                    case ScalarEvent scalar -> substituted(scalar(scalar, place));
                    case CollectionStartEvent start
                    when start.getEventId() == Event.ID.MappingStart -> mapping(start, place, events, depth);
                    case CollectionStartEvent start -> {
                        checkTag(start.getTag(), place);
                        yield sequence(place, events, depth);
                    }
                    default -> throw new IllegalStateException(event.toString());
                };
        if (event instanceof NodeEvent named && !(event instanceof AliasEvent)) {
            named.getAnchor().ifPresent(anchor -> anchors.put(anchor.getValue(), new Anchored(node, size - before)));
        }
        return node;
    }

    private Node aliased(AliasEvent alias, Place place) throws Refused {
        String name = alias.getAlias().getValue();
        Anchored anchored = anchors.get(name);
        if (anchored == null) {
            throw new Refused(place, "the alias '*" + name + "' has no anchor '&" + name + "' that ends before it");
        }
        count(anchored.size(), place);
        return anchored.node();
    }

    private void count(int nodes, Place place) throws Refused {
        last = place;
        size += nodes;
        if (size > MOST_NODES) {
            throw new Refused(place, "more than " + MOST_NODES + " values, counting what aliases stand for");
        }
    }

    private Node substituted(Node.Scalar scalar) throws Refused {
        Node node = substitution.apply(scalar);
        if (node instanceof Node.Scalar read) {
            // Long texts count as several values, so that aliases cannot multiply them either.
            count(read.text().length() / LONG_TEXT, scalar.place());
        }
        return node;
    }

    private Node sequence(Place place, Iterator<Event> events, int depth) throws Refused {
        List<Node> elements = new ArrayList<>();
        for (Event next = events.next(); next.getEventId() != Event.ID.SequenceEnd; next = events.next()) {
            elements.add(node(next, events, depth + 1));
        }
        return new Node.Sequence(place, elements);
    }

    private Node mapping(CollectionStartEvent start, Place place, Iterator<Event> events, int depth) throws Refused {
        checkTag(start.getTag(), place);
        Map<String, Node.Entry> entries = new LinkedHashMap<>();
        List<Node.Entry> merged = new ArrayList<>();
        for (Event next = events.next(); next.getEventId() != Event.ID.MappingEnd; next = events.next()) {
            Node.Scalar scalar = key(next);
            Node value = node(events.next(), events, depth + 1);
            if (scalar.plain() && scalar.text().equals("<<")) {
                merged.addAll(merged(value));
                continue;
            }
            Node.Entry first = entries.putIfAbsent(scalar.text(), new Node.Entry(scalar, value));
            if (first != null) {
                problems.error(
                        scalar.place(),
                        "the key " + Quoted.of(scalar.text()) + " stands here twice; first at "
                                + first.key().place());
            }
        }
        for (Node.Entry entry : merged) {
            entries.putIfAbsent(entry.name(), entry);
        }
        return new Node.Mapping(place, List.copyOf(entries.values()), start.isFlow());
    }

    private Node.Scalar key(Event event) throws Refused {
        Place place = place(event.getStartMark());
        if (event instanceof ScalarEvent scalar) {
            count(1, place);
            return scalar(scalar, place);
        }
        throw new Refused(
                place,
                "a key is a text, not a list, a mapping or an alias; a text that begins with a bracket"
                        + " or brace needs quotes");
    }

    private static List<Node.Entry> merged(Node value) throws Refused {
        return switch (value) {
            case Node.Mapping mapping -> mapping.entries();
            case Node.Sequence sequence -> {
                List<Node.Entry> entries = new ArrayList<>();
                for (Node element : sequence.elements()) {
                    if (!(element instanceof Node.Mapping mapping)) {
                        throw new Refused(element.place(), "'<<' unites mappings, and this is " + element.found());
                    }
                    entries.addAll(mapping.entries());
                }
                yield entries;
            }
            case Node.Scalar _, Node.Broken _ ->
                throw new Refused(value.place(), "'<<' unites mappings, and this is " + value.found());
        };
    }

    private Node.Scalar scalar(ScalarEvent event, Place place) throws Refused {
        String value = event.getValue();
        String tag = event.getTag().orElse("");
        checkTag(event.getTag(), place);
        boolean plain = tag.isEmpty() ? event.isPlain() : !tag.equals("!") && !tag.endsWith(":str");
        int lead = -1;
        if (event.getStartMark().isPresent() && event.getEndMark().isPresent()) {
            Mark start = event.getStartMark().get();
            Mark end = event.getEndMark().get();
            int quotes = event.isPlain() ? 0 : 1;
            // Escapes and folded lines make the text shorter than what is written; then columns cannot be counted.
            if (start.getLine() == end.getLine()
                    && !event.isLiteral()
                    && !event.isFolded()
                    && end.getIndex() - start.getIndex() - 2 * quotes == value.codePointCount(0, value.length())) {
                lead = quotes;
            }
        }
        return new Node.Scalar(place, value, value, value, plain, lead);
    }

    private static void checkTag(Optional<String> tag, Place place) throws Refused {
        String name = tag.orElse("!");
        if (!name.equals("!") && !name.matches("tag:yaml\\.org,2002:(str|int|float|bool|null|map|seq)")) {
            throw new Refused(place, "the tag " + Quoted.of(name) + " means nothing here; leave it out");
        }
    }

    private Place place(Optional<Mark> mark) {
        return mark.map(m -> new Place(file, m.getLine() + 1, m.getColumn() + 1))
                .orElse(Place.startOf(file));
    }

    private Place placeOfChar(int position) {
        int line = 1;
        int column = 1;
        for (int i = 0; i < Math.min(position, text.length()); i++) {
            boolean newline = text.charAt(i) == '\n';
            line += newline ? 1 : 0;
            column = newline ? 1 : column + 1;
        }
        return new Place(file, line, column);
    }
}
