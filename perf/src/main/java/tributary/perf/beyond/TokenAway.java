package tributary.perf.beyond;

import java.io.IOException;
import java.time.Duration;
import tributary.perf.bench.Settings;
import tributary.perf.holding.Client;
import tributary.perf.holding.Replies;
import tributary.perf.process.PlainService;
import tributary.perf.process.Steps;
import tributary.perf.process.TributaryProcess;
import tributary.perf.report.Figure.Better;
import tributary.perf.report.Findings;

/**
 * A token service that is away while a token is to be renewed.
 *
 * <p>A token is renewed after 75 to 85 % of its life, and while that fails again and again, at most ten seconds apart. The absence
 * begins before the earliest and ends so long before the token does that the last attempt comes in time.
 */
final class TokenAway {
    static final int STEPS = 2;

    /** All in seconds. */
    private record Times(int life, double leaves, double away) {
        static Times of(boolean quick) {
            return quick ? new Times(20, 12.5, 5) : new Times(160, 115, 30);
        }
    }

    private static final Client.Habit GUARDED = new Client.Habit("/guarded", "", 50, 16);
    private static final String CONFIGURATION = """
            services:
              guarded:
                url: "http://127.0.0.1:%1$d"
                auth: { oauth2: { token-url: "http://127.0.0.1:%2$d/token", client-id: bench, client-secret: none } }
            aggregates:
              GET /guarded: { calls: { a: { get: "guarded:/" } } }
            """;

    private TokenAway() {}

    static void measure(Settings settings, Steps steps, Findings findings) throws IOException, InterruptedException {
        Times times = Times.of(settings.quick());
        Tokens tokens = new Tokens(Duration.ofSeconds(times.life));
        steps.next("a token service: starting");
        try (PlainService issuer = PlainService.start(_ -> tokens.issue());
                PlainService guarded = PlainService.start(tokens::check);
                TributaryProcess gateway =
                        TributaryProcess.start(settings, CONFIGURATION.formatted(guarded.port(), issuer.port()), "")) {
            long issued = tokens.awaitFirst();
            steps.next("a token service that is away for %.0f s".formatted(times.away));
            Duration whole = Duration.ofSeconds(times.life + 3);
            Client client = Client.start(gateway.port(), GUARDED, whole);
            sleepUntil(issued, times.leaves);
            tokens.away(true);
            sleepUntil(issued, times.leaves + times.away);
            tokens.away(false);
            tell(client.end(), tokens, issued + Math.round((times.leaves + times.away) * 1e9), findings);
        }
    }

    private static void sleepUntil(long start, double seconds) throws InterruptedException {
        Thread.sleep(Duration.ofNanos(start + Math.round(seconds * 1e9) - System.nanoTime()));
    }

    private static void tell(Replies replies, Tokens tokens, long returned, Findings findings) {
        findings.count("token.requests", "Requests that need a token", replies.count());
        findings.count("token.vain", "Asked in vain for a token", tokens.vain());
        findings.figure(
                "token.renewed",
                "Renewed after the token service's return",
                "s",
                Better.LESS,
                (tokens.lastIssued() - returned) / 1e9);
        findings.goal(
                "token.errors",
                "No call fails while the token service is away",
                (double) (replies.count() - replies.count(200)),
                0,
                "req");
        findings.goal("token.refused", "No service sees a token that has ended", (double) tokens.refused(), 0, "");
        if (tokens.vain() == 0) {
            findings.note("The token service was never missed: its goals say nothing.");
        }
    }
}
