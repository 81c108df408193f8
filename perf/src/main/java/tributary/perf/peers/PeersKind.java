package tributary.perf.peers;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import tributary.perf.bench.Kind;
import tributary.perf.bench.Progress;
import tributary.perf.bench.Settings;
import tributary.perf.generator.Generator;
import tributary.perf.process.Http;
import tributary.perf.process.ServiceProcess;
import tributary.perf.process.TributaryProcess;
import tributary.perf.report.Section;

/**
 * What a request costs Tributary, a gateway written by hand in Go, and nginx with Lua: the same three calls (1.0, 4.0 and
 * 0.5 KB of JSON), the same load, in turn within one run, several rounds, so that a noisy machine is noisy for all.
 *
 * <p>A peer that is not installed is left out, and a note says so.
 */
public final class PeersKind implements Kind {
    /** What the gateway is told; the Go gateway and nginx have the same in their own words. */
    public static final String THREE = """
              GET /three:
                calls:
                  one:   { get: "load:/json/1024" }
                  two:   { get: "load:/json/4096" }
                  three: { get: "load:/json/512" }
            """;

    @Override
    public String name() {
        return "peers";
    }

    @Override
    public String does() {
        return "Cost of a request beside a Go gateway and nginx with Lua, in turn within one run.";
    }

    @Override
    public Section run(Settings settings, Progress progress) throws IOException, InterruptedException {
        progress.at(0, 1, "starting the load service and Tributary");
        String services = "services:\n  load: { url: \"http://127.0.0.1:%d\", max-connections: 4096 }\naggregates:\n";
        List<String> notes = new ArrayList<>();
        try (ServiceProcess service = ServiceProcess.start(settings.scratch());
                TributaryProcess tributary =
                        TributaryProcess.start(settings, services.formatted(service.port()) + THREE, "");
                Others others = Others.start(settings, service.port(), progress);
                Generator generator = Generator.start(settings.scratch())) {
            List<Peer> peers = new ArrayList<>();
            peers.add(new Peer("tributary", "Tributary", tributary.port(), tributary.child()));
            peers.addAll(others.peers());
            notes.addAll(others.missing());
            checkSame(peers);
            var rounds = new Rounds(peers, service.child(), generator, Plan.of(settings.quick()), progress);
            return new PeersReport(peers, rounds.run(), notes).section();
        }
    }

    /** Whoever does less than the others is no peer. */
    private static void checkSame(List<Peer> peers) throws IOException {
        Http.Said first = Http.get(peers.getFirst().port(), "/three");
        for (Peer peer : peers) {
            Http.Said said = Http.get(peer.port(), "/three");
            if (said.status() != 200 || !said.equals(first)) {
                throw new IOException(peer.label() + " answers /three otherwise than "
                        + peers.getFirst().label() + ": " + said.status() + ", "
                        + said.body().length() + " characters");
            }
        }
    }
}
