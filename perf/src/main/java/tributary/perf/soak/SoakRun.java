package tributary.perf.soak;

import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import tributary.Gateway;
import tributary.cli.ConfigurationSource;
import tributary.perf.soak.Deed.Outcome;
import tributary.reload.Watched;

/** A soak from its start to its verdict: warm up, look, drive, look again, end the gateway, look once more. */
final class SoakRun {
    private final Load load;
    private final Consumer<String> say;
    private final Ledger ledger = new Ledger();
    private final List<String> lines = new ArrayList<>();
    private boolean passed = true;

    /** @param say is told how it goes, a line at a time */
    SoakRun(Load load, Consumer<String> say) {
        this.load = load;
        this.say = say;
    }

    Report run() throws IOException, InterruptedException, Gateway.CannotStart {
        try (Surroundings around = Surroundings.start();
                Warnings warnings = Warnings.heard()) {
            Threads threads = Threads.now();
            try (Gateway gateway = gateway(around.configuration())) {
                drive(gateway, around);
            }
            ended(threads, around);
            check(warnings.count() == 0, warnings.count() + " warnings logged", warnings.first());
        }
        lines.add(passed ? "Passed." : "FAILED.");
        return new Report(passed, lines);
    }

    private static Gateway gateway(SoakConfiguration configuration) throws Gateway.CannotStart {
        return Gateway.start(new Watched(
                new ConfigurationSource(configuration.folder(), configuration.environment()), InstantSource.system()));
    }

    private void drive(Gateway gateway, Surroundings around) throws IOException, InterruptedException {
        Load warmUp = load.warmUp();
        Reloads reloads = new Reloads(gateway.adminPort(), around.configuration());
        say.accept("Warming up with " + warmUp.requests() + " requests");
        Tally warm = new Round(gateway, warmUp, reloads, ledger, say).run();
        outcome("warm-up", warm, warmUp.requests());
        Standing before = Settling.settled(
                        () -> Standing.of(gateway, around), standing -> new Comparison(standing, standing).isQuiet())
                .collected();
        say.accept("Driving " + load.requests() + " requests from " + load.connections() + " clients");
        Round round = new Round(gateway, load, reloads, ledger, say);
        Tally tally = round.run();
        tell(round, tally);
        check(permits(gateway), "permits were lost: not all places of the bulkhead could be taken at once", List.of());
        Comparison comparison = new Comparison(
                before,
                Settling.settled(() -> Standing.of(gateway, around), standing -> new Comparison(before, standing)
                                .isQuiet())
                        .collected());
        Reckoning reckoning = Reckoning.of(gateway, around, ledger);
        lines.add("Beyond the request, with the warm-up:");
        reckoning.lines().forEach(line -> lines.add("  " + line));
        check(reckoning.wrong().isEmpty(), "not all that was accepted was done as it should be:", reckoning.wrong());
        lines.add("What stays behind:");
        lines.addAll(comparison.lines());
        check(comparison.holds(), "not all is back where it was", List.of());
    }

    private void tell(Round round, Tally tally) {
        long reloaded = tally.begun(Tally.RELOAD);
        long requests = tally.begun() - reloaded;
        lines.add(String.format(
                Locale.ROOT,
                "%,d requests and %d reloads in %.1f s, %,.0f requests a second",
                requests,
                reloaded,
                round.seconds(),
                requests / round.seconds()));
        lines.addAll(tally.lines());
        outcome("soak", tally, load.requests());
    }

    private void outcome(String what, Tally tally, long requests) {
        check(tally.begun() == tally.ended(), what + ": requests without an outcome", List.of());
        check(tally.failed() == 0, what + ": " + tally.failed() + " failed, the first of them:", tally.failures());
        if (tally.begun() - tally.begun(Tally.RELOAD) < requests) {
            lines.add(what + ": ended by --seconds-limit before all " + requests + " were sent");
        }
    }

    /** Fills all places of the narrow service at once: its bulkhead's, and its pool's. */
    private boolean permits(Gateway gateway) throws InterruptedException {
        try (Http2Clients http2 = new Http2Clients(gateway.port());
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Outcome>> together = new ArrayList<>();
            for (int i = 0; i < SoakConfiguration.NARROW; i++) {
                Visitor visitor = new Visitor(gateway.port(), http2, ledger).begin(ledger.numbers(1), 1);
                together.add(clients.submit(() -> together(visitor)));
            }
            for (Future<Outcome> one : together) {
                one.get();
            }
            return true;
        } catch (ExecutionException e) {
            return false;
        }
    }

    private static Outcome together(Visitor visitor) throws IOException, Mismatch {
        try (visitor) {
            return Check.whole(
                    200,
                    "{\"value\":" + Documents.item(visitor.id()) + "}",
                    visitor.ask(visitor.get("/together/" + visitor.id())));
        }
    }

    /** With the gateway everything ends that it began. */
    private void ended(Threads before, Surroundings around) throws IOException, InterruptedException {
        Threads after = Settling.settled(
                Threads::now, threads -> threads.virtual() <= before.virtual() && around.openConnections() == 0);
        int connections = around.openConnections();
        check(after.virtual() <= before.virtual(), "threads outlive the gateway", outliving(before, after));
        check(connections == 0, connections + " connections outlive the gateway", List.of());
    }

    private static List<String> outliving(Threads before, Threads after) {
        return after.since(before).stream().limit(5).map(Threads.One::toString).toList();
    }

    private void check(boolean holds, String otherwise, List<String> details) {
        if (!holds) {
            passed = false;
            lines.add("! " + otherwise);
            details.forEach(detail -> lines.add("    " + detail));
        }
    }
}
