package tributary.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Unites the files of a directory: sections such as {@code services} may be spread over several, but each thing in them
 * stands in one.
 */
final class Union {
    private final Problems problems;

    Union(Problems problems) {
        this.problems = problems;
    }

    Node.Mapping of(List<Node> roots, Place start) {
        Map<String, Node.Entry> united = new LinkedHashMap<>();
        for (Node root : roots) {
            if (root instanceof Node.Mapping mapping) {
                mapping.entries().forEach(entry -> united.merge(entry.name(), entry, this::united));
            } else {
                problems.error(
                        root.place(),
                        "expected a mapping with keys such as server, services and aggregates, found " + root.found());
            }
        }
        return new Node.Mapping(start, List.copyOf(united.values()), false);
    }

    private Node.Entry united(Node.Entry first, Node.Entry second) {
        if (!(first.value() instanceof Node.Mapping a && second.value() instanceof Node.Mapping b)) {
            twice(second.name(), first, second);
            return first;
        }
        Map<String, Node.Entry> entries = new LinkedHashMap<>();
        a.entries().forEach(entry -> entries.put(entry.name(), entry));
        for (Node.Entry entry : b.entries()) {
            Node.Entry other = entries.putIfAbsent(entry.name(), entry);
            if (other != null) {
                twice(first.name() + "." + entry.name(), other, entry);
            }
        }
        return new Node.Entry(first.key(), new Node.Mapping(a.place(), List.copyOf(entries.values()), a.flow()));
    }

    private void twice(String name, Node.Entry first, Node.Entry second) {
        problems.error(
                second.key().place(),
                Quoted.of(name) + " stands in two files; the other place is "
                        + first.key().place());
    }
}
