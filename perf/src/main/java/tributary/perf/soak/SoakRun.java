package tributary.perf.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
import tributary.stubs.FaultService;

/** A soak from its start to its verdict: warm up, look, drive, look again, end the gateway, look once more. */
final class SoakRun {
    private static final Duration LET_GO = Duration.ofSeconds(5);

    private final Load load;
    private final Consumer<String> say;
    private final List<String> lines = new ArrayList<>();
    private boolean passed = true;

    /** @param say is told how it goes, a line at a time */
    SoakRun(Load load, Consumer<String> say) {
        this.load = load;
        this.say = say;
    }

    Report run() throws IOException, InterruptedException, Gateway.CannotStart {
        Path directory = Files.createTempDirectory("soak");
        try (FastService fast = FastService.start();
                FaultService faults = FaultService.start();
                Warnings warnings = Warnings.heard()) {
            SoakConfiguration configuration = SoakConfiguration.written(directory, fast.url(), faults.url());
            Threads threads = Threads.now();
            try (Gateway gateway = gateway(configuration)) {
                drive(gateway, configuration, fast, faults);
            }
            ended(threads, fast, faults);
            check(warnings.count() == 0, warnings.count() + " warnings logged", warnings.first());
        } finally {
            Files.deleteIfExists(directory.resolve("soak.yaml"));
            Files.delete(directory);
        }
        lines.add(passed ? "Passed." : "FAILED.");
        return new Report(passed, lines);
    }

    private static Gateway gateway(SoakConfiguration configuration) throws Gateway.CannotStart {
        return Gateway.start(new Watched(
                new ConfigurationSource(configuration.file(), configuration.environment()), InstantSource.system()));
    }

    private void drive(Gateway gateway, SoakConfiguration configuration, FastService fast, FaultService faults)
            throws IOException, InterruptedException {
        Load warmUp = load.warmUp();
        Reloads reloads = new Reloads(gateway.adminPort(), configuration);
        say.accept("Warming up with " + warmUp.requests() + " requests");
        Tally warm = new Round(gateway, warmUp, reloads, 1_000_000_000L, say).run();
        outcome("warm-up", warm, warmUp.requests());
        Standing before = Settling.settled(
                        () -> Standing.of(gateway, fast, faults),
                        standing -> new Comparison(standing, standing).isQuiet())
                .collected();
        say.accept("Driving " + load.requests() + " requests from " + load.connections() + " clients");
        Round round = new Round(gateway, load, reloads, 2_000_000_000L, say);
        Tally tally = round.run();
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
        check(permits(gateway), "permits were lost: not all places of the bulkhead could be taken at once", List.of());
        Comparison comparison = new Comparison(
                before,
                Settling.settled(() -> Standing.of(gateway, fast, faults), standing -> new Comparison(before, standing)
                                .isQuiet())
                        .collected());
        lines.add("What stays behind:");
        lines.addAll(comparison.lines());
        check(comparison.holds(), "not all is back where it was", List.of());
    }

    private void outcome(String what, Tally tally, long requests) {
        check(tally.begun() == tally.ended(), what + ": requests without an outcome", List.of());
        check(tally.failed() == 0, what + ": " + tally.failed() + " failed, the first of them:", tally.failures());
        if (tally.begun() - tally.begun(Tally.RELOAD) < requests) {
            lines.add(what + ": ended by --seconds-limit before all " + requests + " were sent");
        }
    }

    /** Fills all places of the narrow service at once: its bulkhead's, and its pool's. */
    private static boolean permits(Gateway gateway) throws InterruptedException {
        try (Http2Clients http2 = new Http2Clients(gateway.port());
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Outcome>> together = new ArrayList<>();
            for (int i = 0; i < SoakConfiguration.NARROW; i++) {
                long number = 3_000_000_000L + i;
                together.add(clients.submit(() -> together(new Visitor(gateway.port(), http2).begin(number, 1))));
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
    private void ended(Threads before, FastService fast, FaultService faults) throws IOException, InterruptedException {
        Threads after = Settling.settled(
                Threads::now, threads -> threads.virtual() <= before.virtual() && fast.openConnections() == 0);
        int connections = fast.openConnections() + faults.openConnections();
        check(after.virtual() <= before.virtual(), "threads outlive the gateway", outliving(before, after));
        check(
                fast.openConnections() == 0 && faults.awaitOpenConnections(0, LET_GO),
                connections + " connections outlive the gateway",
                List.of());
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
