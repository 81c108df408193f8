package tributary.perf;

import java.util.List;
import tributary.perf.bench.Kind;
import tributary.perf.micro.MicroKind;

/** Every kind of measurement, in the order in which {@code bench all} makes them: a new one is one line here. */
final class Kinds {
    static final List<Kind> ALL = List.of(new MicroKind());

    private Kinds() {}
}
