package tributary.config;

import java.util.LinkedHashSet;
import java.util.Set;
import tributary.expression.Expression;
import tributary.plan.Aggregate.Async;

/** Gathers which members of a part of the client's request are read. */
final class Kept {
    private final String part;
    private final Set<String> names = new LinkedHashSet<>();
    private boolean all;

    /** @param part as expressions call it */
    Kept(String part) {
        this.part = part;
    }

    void add(String name) {
        names.add(name);
    }

    void note(Expression expression) {
        names.addAll(expression.members(part));
        all |= expression.names().contains(part) && expression.readsAll(part);
    }

    Async.Kept names() {
        return new Async.Kept(names, all);
    }
}
