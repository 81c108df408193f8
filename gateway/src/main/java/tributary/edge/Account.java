package tributary.edge;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tributary.observe.CallRecord;
import tributary.observe.CallTrace;
import tributary.observe.CallTrace.End;
import tributary.observe.Observer;
import tributary.observe.RequestRecord;
import tributary.observe.RequestTrace;
import tributary.observe.TraceContext;
import tributary.observe.Via;
import tributary.plan.Aggregate;
import tributary.plan.Call;

/**
 * What is found out about a request on its way, whoever makes it; in the end its record is made of that. Used by the request's own
 * thread.
 */
final class Account {
    private final String id;
    private final TraceContext trace;
    private final long start;
    private final long span;

    private @Nullable Aggregate aggregate;
    private @Nullable RequestTrace calls;
    private long bodyBytes;
    private long ownNanos = -1;
    private String outcome = "";
    private String limit = "";

    /** @param start on the gateway's ticker */
    Account(String id, TraceContext trace, long start) {
        this.id = id;
        this.trace = trace;
        this.start = start;
        this.span = trace.recorded() ? TraceContext.newSpan() : 0;
    }

    /**
     * Who asks for what, as it is shown.
     *
     * @param client the owner of a key, an address, or what else takes its place
     */
    record Asked(String client, String tier, String method, String path, String protocol, Via via) {}

    /** Its name in answers and logs. */
    String id() {
        return id;
    }

    TraceContext trace() {
        return trace;
    }

    /** Of the request itself in its trace; 0 where none is made. */
    long span() {
        return span;
    }

    long start() {
        return start;
    }

    void isFor(Aggregate found) {
        aggregate = found;
    }

    /** Its calls are about to be made. */
    RequestTrace calls(Aggregate of) {
        calls = new RequestTrace(trace, of.calls().size());
        return calls;
    }

    /** What happened with its calls; null where none was to be made. */
    @Nullable
    RequestTrace made() {
        return calls;
    }

    void read(long bytes) {
        bodyBytes = bytes;
    }

    /** Of its time, so much was not waiting for services. */
    void tookItself(long nanos) {
        ownNanos = nanos;
    }

    void endsAs(String word) {
        outcome = word;
    }

    /** A rate limit refuses it. */
    void isLimitedBy(List<String> policies) {
        limit = String.join(",", policies);
    }

    String outcome() {
        return outcome;
    }

    Observer.Ended ended(int status, boolean explained, long now) {
        return new Observer.Ended(status, outcome, now - start, trace.recorded(), explained);
    }

    /** All that is known of it in the end. */
    RequestRecord record(Asked asked, int status, boolean explained, long responseBytes, long now) {
        return new RequestRecord(
                id,
                trace,
                span,
                RequestRecord.epochNanosAgo(now - start),
                start,
                now - start,
                asked.client,
                asked.tier,
                asked.method,
                asked.path,
                aggregate == null ? RequestCounts.NONE : aggregate.name(),
                asked.protocol,
                asked.via,
                status,
                outcome,
                explained,
                bodyBytes,
                responseBytes,
                ownNanos,
                aggregate == null || calls == null ? List.of() : calls(aggregate, calls),
                limit);
    }

    private static List<CallRecord> calls(Aggregate aggregate, RequestTrace traced) {
        List<CallRecord> records = new ArrayList<>(aggregate.calls().size());
        for (Call call : aggregate.calls()) {
            records.add(record(aggregate, call, traced.call(call.slot())));
        }
        return records;
    }

    private static CallRecord record(Aggregate aggregate, Call call, @Nullable CallTrace trace) {
        List<String> needs = List.of();
        if (!call.needs().isEmpty()) {
            needs = call.needs().stream()
                    .map(need -> aggregate.calls().get(need.slot()).name())
                    .toList();
        }
        return new CallRecord(
                call.name(),
                call.service().name(),
                call.verb().name(),
                call.optional(),
                needs,
                trace != null,
                trace == null ? End.CANCELLED : trace.end(),
                trace == null ? "" : trace.reason(),
                trace == null ? 0 : trace.status(),
                trace == null ? 0 : trace.readyNanos(),
                trace == null ? 0 : trace.endNanos(),
                trace == null ? 0 : trace.requests(),
                trace == null ? 0 : trace.shared(),
                trace == null ? "" : merged(aggregate, call, trace.end()),
                trace == null ? 0 : trace.made(),
                trace == null ? List.of() : trace.attempts());
    }

    /** What became of a call's value. */
    private static String merged(Aggregate aggregate, Call call, End end) {
        return switch (end) {
            case FAILED -> "ends the request";
            case CANCELLED -> "";
            case SKIPPED -> "skipped: its default";
            case DEFAULTED -> "its default";
            case ANSWERED -> {
                Call.ForEach forEach = call.forEach();
                Call.Attach attach = forEach == null ? null : forEach.attach();
                yield attach == null
                        ? "its value"
                        : "attached to " + aggregate.calls().get(attach.slot()).name();
            }
        };
    }
}
