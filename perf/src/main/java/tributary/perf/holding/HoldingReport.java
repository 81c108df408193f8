package tributary.perf.holding;

import java.util.Map;
import tributary.perf.report.Figure.Better;
import tributary.perf.report.Findings;
import tributary.perf.report.Section;

/** What was noticed of those that misbehave, in figures and goals. For one thread. */
final class HoldingReport {
    private final Findings findings = new Findings("holding");

    private void count(String id, String label, long count) {
        findings.figure(id, label, "req", Better.NEITHER, (double) count);
    }

    private void errors(String whose, Map<Integer, Long> errors) {
        if (!errors.isEmpty()) {
            findings.note("%s: answered otherwise, by status (0 is a broken connection): %s.", whose, errors);
        }
    }

    void abuse(Beside beside, Abuse abuse, double limit) {
        findings.figure(
                "abuse.asked",
                "Abusive client: asked",
                "× its limit",
                Better.NEITHER,
                abuse.asked() / abuse.seconds() / limit);
        count("abuse.granted", "Abusive client: granted", abuse.granted());
        findings.figure("abuse.promised", "Abusive client: rate × t + burst", "req", Better.NEITHER, abuse.promised());
        findings.figure(
                "abuse.alone.p99",
                "Well-behaved client alone: p99",
                "ms",
                Better.LESS,
                beside.alone().millis(99));
        findings.figure(
                "abuse.beside.p99",
                "Beside the abusive one: p99",
                "ms",
                Better.LESS,
                beside.together().millis(99));
        findings.goal(
                "abuse.granted", "An abusive client is granted rate × t + burst, ± 1 %", abuse.offPercent(), 1, "%");
        findings.goal(
                "abuse.p99", "p99 of a client beside one at 50 × its limit ≤ 1.2 × alone", beside.ratio(), 1.2, "×");
        findings.goal("abuse.errors", "No error for the client beside it", (double) beside.troubled(), 0, "req");
        errors("The well-behaved client", beside.together().errors());
        beside.other().forEach(round -> errors("The abusive client", round.errors()));
    }

    void death(Death death, double openFor, int floor) {
        long all = death.requests();
        long early = death.requestsBeforeOpen();
        count("death.requests", "Dead service: requests to the gateway meanwhile", all);
        count("death.asked", "Dead service: asked meanwhile", death.asked());
        count("death.early.requests", "Until the breaker opened: requests", early);
        count("death.early.asked", "Until the breaker opened: service asked", death.askedBeforeOpen());
        findings.figure(
                "death.open.p99",
                "Answers while the breaker was open: p99",
                "ms",
                Better.LESS,
                death.whileOpen().millis(99));
        findings.figure(
                "death.open.p50",
                "Answers while the breaker was open: p50",
                "ms",
                Better.LESS,
                death.whileOpen().millis(50));
        count(
                "death.open.count",
                "Answers while the breaker was open",
                death.whileOpen().count());
        findings.goal(
                "death.asked",
                "A dead service is asked ≤ 1.2 × the requests, and the floor",
                (death.asked() - floor) / (double) all,
                1.2,
                "×");
        findings.goal(
                "death.early",
                "The same in the time until the breaker opened",
                (death.askedBeforeOpen() - floor) / (double) Math.max(early, 1),
                1.2,
                "×");
        findings.goal("death.open", "Its breaker opens within a second", death.openSeconds(), 1, "s");
        findings.goal(
                "death.closed",
                "It is closed within open-for + 2 s of the return",
                death.closedSeconds(),
                openFor + 2,
                "s");
        findings.goal(
                "death.p99",
                "Optional branches are answered within 5 ms meanwhile (p99)",
                death.whileOpen().millis(99),
                5,
                "ms");
        findings.goal(
                "death.errors",
                "No request fails for it",
                (double) (death.all().count() - death.all().count(200)),
                0,
                "req");
        errors("Beside the dead service", death.all().errors());
    }

    /** @param id of the way it hedges */
    void late(String id, String way, Replies replies, long asked) {
        double more = 100 * (double) (asked - replies.count()) / Math.max(replies.count(), 1);
        findings.figure(
                "late." + id + ".p99",
                "Every 20th takes 1 s, hedged " + way + ": p99",
                "ms",
                Better.LESS,
                replies.millis(99));
        findings.figure("late." + id + ".p95", "The same: p95", "ms", Better.LESS, replies.millis(95));
        findings.figure("late." + id + ".more", "The same: calls more than without hedges", "%", Better.LESS, more);
        findings.goal("late." + id + ".p99", "Hedging " + way + ": p99 ≤ 150 ms", replies.millis(99), 150, "ms");
        findings.goal("late." + id + ".more", "Hedging " + way + ": ≤ 6 % more calls", more, 6, "%");
        errors("Of those hedged " + way, replies.errors());
    }

    void slow(Beside beside, int atOnce, int places) {
        long refused = beside.other().stream()
                .mapToLong(round -> round.count() - round.count(200))
                .sum();
        count("slow.refused", "Slow service: requests refused for its bulkhead", refused);
        findings.figure(
                "slow.alone.p99",
                "An aggregate without it, before: p99",
                "ms",
                Better.LESS,
                beside.alone().millis(99));
        findings.figure(
                "slow.beside.p99",
                "The same while its bulkhead is full: p99",
                "ms",
                Better.LESS,
                beside.together().millis(99));
        findings.goal(
                "slow.places", "A slow service is asked no more at once than it has places", atOnce, places, "req");
        findings.goal(
                "slow.p99", "p99 of an aggregate without the slow service ≤ 1.2 × before", beside.ratio(), 1.2, "×");
        findings.goal(
                "slow.errors",
                "No error for an aggregate without the slow service",
                (double) beside.troubled(),
                0,
                "req");
        errors("The aggregate without the slow service", beside.together().errors());
        if (refused == 0) {
            findings.note("The slow service's bulkhead was never full, so that its goals say nothing.");
        }
    }

    Section section() {
        return findings.section("Clients and services that misbehave");
    }
}
