package tributary.admin;

import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import tributary.downstream.DownstreamCounts;
import tributary.downstream.DownstreamCounts.Refusal;
import tributary.edge.CallCounts;
import tributary.edge.FineDurations;
import tributary.edge.RequestCounts;
import tributary.edge.admission.AdmissionCounts;
import tributary.edge.admission.AdmissionCounts.Reason;
import tributary.edge.limits.LimitCounts;
import tributary.metrics.Observed;
import tributary.resilience.Priority;

/**
 * What the gateway has counted by some moment, or between two. Immutable.
 *
 * @param nanos that moment on the ticker, or the time between the two
 */
record DashboardSample(long nanos, Map<About, Counted> counts) {
    private static final long[] BOUNDS = FineDurations.bounds();

    DashboardSample {
        counts = Collections.unmodifiableMap(counts);
    }

    /** What is counted: which of these, and where it has two names, the call. */
    record About(Subject subject, String name, String call) {
        About(Subject subject, String name) {
            this(subject, name, "");
        }
    }

    enum Subject {
        AGGREGATE,
        CALL,
        SERVICE,
        TIER,
        PRIORITY,
        LIMITS
    }

    /** Numbers of events by what they were, and how long they took. */
    record Counted(Map<String, Long> events, Durations durations) {
        static final Counted NOTHING = new Counted(Map.of(), Durations.NONE);

        Counted {
            events = Collections.unmodifiableMap(events);
        }

        private Counted(Map<String, Long> events) {
            this(events, Durations.NONE);
        }

        long of(String event) {
            return events.getOrDefault(event, 0L);
        }

        /** What came since {@code earlier}; all where counting began anew meanwhile. What did not happen is left out. */
        private Counted minus(Counted earlier) {
            boolean anew = earlier.events.entrySet().stream().anyMatch(each -> of(each.getKey()) < each.getValue());
            Map<String, Long> rest = new LinkedHashMap<>();
            events.forEach((event, count) -> {
                long more = anew ? count : count - earlier.of(event);
                if (more > 0) {
                    rest.put(event, more);
                }
            });
            return new Counted(rest, durations.minus(earlier.durations));
        }
    }

    Counted get(About about) {
        return counts.getOrDefault(about, Counted.NOTHING);
    }

    /** What came since {@code earlier}. */
    DashboardSample since(DashboardSample earlier) {
        Map<About, Counted> rest = new HashMap<>();
        counts.forEach((about, counted) -> rest.put(about, counted.minus(earlier.get(about))));
        return new DashboardSample(nanos - earlier.nanos, rest);
    }

    /** All that has been counted by now. */
    static DashboardSample of(Observed gateway, long nanos) {
        Map<About, Counted> counts = new HashMap<>();
        requests(gateway.requests(), counts);
        gateway.services()
                .forEach((name, service) -> counts.put(new About(Subject.SERVICE, name), service(service.counts())));
        limits(gateway.callers().limitCounts(), counts);
        AdmissionCounts admission = gateway.overload().counts();
        for (Priority priority : Priority.values()) {
            counts.put(new About(Subject.PRIORITY, word(priority)), admission(admission, priority));
        }
        return new DashboardSample(nanos, counts);
    }

    private static void requests(RequestCounts requests, Map<About, Counted> counts) {
        requests.each((name, aggregate) -> {
            Map<String, Long> ends = new LinkedHashMap<>();
            aggregate.ends((end, count) -> ends.put(end.status() + " " + end.outcome(), count));
            counts.put(
                    new About(Subject.AGGREGATE, name),
                    new Counted(ends, durations(aggregate.durations().fine())));
            aggregate.calls((call, calls) -> counts.put(new About(Subject.CALL, name, call), call(calls)));
        });
    }

    private static Counted call(CallCounts counts) {
        Map<String, Long> events = new LinkedHashMap<>();
        events.put("answered", counts.answered());
        events.put("skipped", counts.skipped());
        events.put("defaulted", counts.defaulted());
        events.put("failed", counts.failed());
        return new Counted(events, durations(counts.durations().fine()));
    }

    private static Durations durations(FineDurations durations) {
        return new Durations(BOUNDS, durations.counts(), durations.nanos());
    }

    private static Counted service(DownstreamCounts counts) {
        Map<String, Long> events = new LinkedHashMap<>();
        events.put("attempts", counts.attempts());
        events.put("retries", counts.retries());
        events.put("failovers", counts.failovers());
        events.put("hedges", counts.hedges());
        events.put("hedges-won", counts.hedgesWon());
        events.put("ejections", counts.ejections());
        events.put("breaker-changes", counts.breakerChanges());
        for (Refusal refusal : Refusal.values()) {
            events.put(refusal.text(), counts.refusals(refusal));
        }
        return new Counted(events);
    }

    private static void limits(LimitCounts limits, Map<About, Counted> counts) {
        limits.tiers((name, tier) -> counts.put(
                new About(Subject.TIER, name),
                new Counted(Map.of("granted", tier.granted(), "refused", tier.refused()))));
        counts.put(
                new About(Subject.LIMITS, ""),
                new Counted(Map.of("over-client", limits.overClient(), "over-global", limits.overGlobal())));
    }

    private static Counted admission(AdmissionCounts admission, Priority priority) {
        Map<String, Long> events = new LinkedHashMap<>();
        events.put("admitted", admission.admittedOf(priority));
        for (Reason reason : Reason.values()) {
            events.put(word(reason), admission.refusedOf(priority, reason));
        }
        return new Counted(events);
    }

    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
