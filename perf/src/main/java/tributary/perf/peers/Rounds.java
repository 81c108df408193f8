package tributary.perf.peers;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tributary.perf.bench.Progress;
import tributary.perf.generator.Generator;
import tributary.perf.generator.Order;
import tributary.perf.generator.Outcome;
import tributary.perf.generator.Warming;
import tributary.perf.process.Child;

/** Everybody in turn, round after round. The first meter is the peer's processor time, the second the service's. */
record Rounds(List<Peer> peers, Child service, Generator generator, Plan plan, Progress progress) {
    /** What came of it, by peer, in the order of the rounds. */
    record Outcomes(Map<Peer, List<Outcome>> closed, Map<Peer, List<Outcome>> open) {}

    Outcomes run() throws IOException {
        boolean openToo = plan.openTurn().isPositive();
        int steps = peers.size() * (1 + plan.rounds() * (openToo ? 2 : 1));
        int step = 0;
        progress.at(step++, steps, "warming up " + peers.getFirst().label());
        Peer first = peers.getFirst();
        Warming.run(generator, Order.closed(first.port(), "/three", Plan.CONNECTIONS, plan.warmUp()), first.child());
        for (Peer peer : peers.subList(1, peers.size())) {
            progress.at(step++, steps, "warming up " + peer.label());
            closed(peer, plan.warmUpOther());
        }
        Outcomes outcomes = new Outcomes(new HashMap<>(), new HashMap<>());
        for (int round = 1; round <= plan.rounds(); round++) {
            for (Peer peer : peers) {
                progress.at(step++, steps, peer.label() + ", 64 connections, round " + round);
                outcomes.closed.computeIfAbsent(peer, _ -> new ArrayList<>()).add(closed(peer, plan.turn()));
            }
        }
        // The same rate for all, one that the slowest can bear.
        double rate = 0.4
                * outcomes.closed.values().stream()
                        .flatMap(List::stream)
                        .mapToDouble(Outcome::throughput)
                        .min()
                        .orElse(0);
        for (int round = 1; openToo && round <= plan.rounds(); round++) {
            for (Peer peer : peers) {
                progress.at(step++, steps, "%s, %.0f requests/s, round %d".formatted(peer.label(), rate, round));
                Order order = Order.open(peer.port(), "/three", rate, 256, plan.openTurn());
                outcomes.open
                        .computeIfAbsent(peer, _ -> new ArrayList<>())
                        .add(generator.run(order, peer.child()::cpuSeconds, service::cpuSeconds));
            }
        }
        progress.at(steps, steps, "done");
        return outcomes;
    }

    private Outcome closed(Peer peer, Duration time) throws IOException {
        return generator.run(
                Order.closed(peer.port(), "/three", Plan.CONNECTIONS, time),
                peer.child()::cpuSeconds,
                service::cpuSeconds);
    }
}
