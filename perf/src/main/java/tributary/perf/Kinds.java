package tributary.perf;

import java.util.List;
import tributary.perf.bench.Kind;
import tributary.perf.beyond.BeyondKind;
import tributary.perf.holding.HoldingKind;
import tributary.perf.load.LoadKind;
import tributary.perf.micro.MicroKind;
import tributary.perf.overload.OverloadKind;
import tributary.perf.peers.PeersKind;
import tributary.perf.scale.ScaleKind;
import tributary.perf.scale.StartKind;

/** Every kind of measurement, in the order in which {@code bench all} makes them: a new one is one line here. */
final class Kinds {
    static final List<Kind> ALL = List.of(
            new MicroKind(),
            new LoadKind(),
            new ScaleKind(),
            new StartKind(),
            new OverloadKind(),
            new HoldingKind(),
            new BeyondKind(),
            new PeersKind());

    private Kinds() {}
}
