package tributary.perf.peers;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import tributary.perf.generator.Outcome;
import tributary.perf.report.Figure;
import tributary.perf.report.Figure.Better;
import tributary.perf.report.Goal;
import tributary.perf.report.Plot;
import tributary.perf.report.Section;

/** Says what came of the {@link Rounds}: figures, the ratios of each round, and whether the goals hold. */
final class PeersReport {
    /** CPU a request, as a share of each peer's. */
    private static final Map<String, Double> BOUNDS = Map.of("go", 0.55, "nginx-lua", 1.25);

    private final List<Peer> peers;
    private final Rounds.Outcomes outcomes;
    private final List<String> notes;
    private final List<Figure> figures = new ArrayList<>();
    private final List<Goal> goals = new ArrayList<>();

    PeersReport(List<Peer> peers, Rounds.Outcomes outcomes, List<String> notes) {
        this.peers = peers;
        this.outcomes = outcomes;
        this.notes = new ArrayList<>(notes);
    }

    Section section() {
        for (Peer peer : peers) {
            add(peer, outcomes.closed(), "cpu", "CPU per request", "µs", Better.LESS, outcome -> outcome.aRequest(0));
            add(peer, outcomes.closed(), "throughput", "64 connections", "req/s", Better.MORE, Outcome::throughput);
            add(peer, outcomes.open(), "open-cpu", "CPU per request, same rate", "µs", Better.LESS, o -> o.aRequest(0));
            add(peer, outcomes.open(), "open-p50", "p50, same rate", "ms", Better.LESS, o -> o.millis(50));
            add(peer, outcomes.open(), "open-p99", "p99, same rate", "ms", Better.LESS, o -> o.millis(99));
        }
        Peer tributary = peers.getFirst();
        for (Peer peer : peers.subList(1, peers.size())) {
            ratio(tributary, peer);
        }
        service(tributary);
        failures();
        return new Section("peers", "Cost beside peers", figures, List.of(costs(), throughputs()), goals, notes);
    }

    private void add(
            Peer peer,
            Map<Peer, List<Outcome>> from,
            String id,
            String label,
            String unit,
            Better better,
            ToDoubleFunction<Outcome> value) {
        if (from.containsKey(peer)) {
            figures.add(new Figure(
                    "peers.three." + peer.id() + "." + id,
                    peer.label() + ": " + label,
                    unit,
                    better,
                    samples(from, peer, value)));
        }
    }

    private static List<Double> samples(Map<Peer, List<Outcome>> from, Peer peer, ToDoubleFunction<Outcome> value) {
        return from.getOrDefault(peer, List.of()).stream()
                .mapToDouble(value)
                .boxed()
                .toList();
    }

    /** Round by round, so that what disturbed one round disturbs both sides of its ratio. */
    private void ratio(Peer tributary, Peer peer) {
        List<Double> ours = samples(outcomes.closed(), tributary, outcome -> outcome.aRequest(0));
        List<Double> theirs = samples(outcomes.closed(), peer, outcome -> outcome.aRequest(0));
        List<Double> ratios = IntStream.range(0, ours.size())
                .mapToObj(round -> ours.get(round) / theirs.get(round))
                .toList();
        Figure figure = new Figure(
                "peers.three.ratio." + peer.id(),
                "Tributary's CPU per request as a share of " + peer.label() + "'s",
                "×",
                Better.LESS,
                ratios);
        figures.add(figure);
        notes.add("CPU per request, Tributary ÷ %s: %.2f, from %.2f to %.2f over %d rounds."
                .formatted(
                        peer.label(),
                        figure.median(),
                        ratios.stream().mapToDouble(r -> r).min().orElseThrow(),
                        ratios.stream().mapToDouble(r -> r).max().orElseThrow(),
                        ratios.size()));
        Double bound = BOUNDS.get(peer.id());
        if (bound != null) {
            goals.add(new Goal(
                    "peers.cpu." + peer.id(),
                    "CPU per request ≤ %.2f × %s".formatted(bound, peer.label()),
                    figure.median(),
                    bound,
                    "×"));
        }
    }

    private void service(Peer tributary) {
        List<Double> aCall = samples(outcomes.closed(), tributary, outcome -> outcome.aRequest(1) / 3);
        Figure figure = new Figure("peers.service.cpu", "Load service: CPU per call", "µs", Better.LESS, aCall);
        figures.add(figure);
        notes.add("The load service takes %.1f µs of CPU a call, most of it in the kernel for one read and one write."
                .formatted(figure.median()));
    }

    private void failures() {
        for (Peer peer : peers) {
            long failed = outcomes.closed().getOrDefault(peer, List.of()).stream()
                    .mapToLong(Outcome::failed)
                    .sum();
            if (failed > 0) {
                notes.add(peer.label() + " failed " + failed + " requests; its figures say little.");
            }
        }
    }

    private Plot costs() {
        return bars(
                "peers.cpu",
                "CPU per aggregated request",
                "Three calls, one document of 5.6 KB; less is better. Only Tributary and Go check the JSON.",
                "µs",
                outcome -> outcome.aRequest(0));
    }

    private Plot throughputs() {
        return bars(
                "peers.throughput",
                "Requests a second, 64 connections",
                "Load generator, service and gateway share the processors: what the generator takes is the same for all.",
                "req/s",
                Outcome::throughput);
    }

    private Plot bars(String id, String title, String note, String unit, ToDoubleFunction<Outcome> value) {
        List<Plot.Point> points = new ArrayList<>();
        for (int i = 0; i < peers.size(); i++) {
            List<Double> sorted = samples(outcomes.closed(), peers.get(i), value).stream()
                    .sorted()
                    .toList();
            points.add(new Plot.Point(i, sorted.get(sorted.size() / 2)));
        }
        return new Plot(
                id,
                title,
                note,
                Plot.Shape.BARS,
                new Plot.Axis(
                        "",
                        "",
                        Plot.Scale.LINEAR,
                        peers.stream().map(Peer::label).toList()),
                new Plot.Axis(title, unit, Plot.Scale.LINEAR, List.of()),
                List.of(new Plot.Curve(title, points)));
    }
}
