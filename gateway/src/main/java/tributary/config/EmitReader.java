package tributary.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tributary.plan.Emit;

/** Reads what an aggregate's requests emit; its names are looked up by whoever asks for {@link #templates}. */
final class EmitReader {
    /** The name that expressions of events know beside all others. */
    static final String REQUEST = "request";

    /** What it has. */
    static final List<String> MEMBERS = List.of("id", "traceId", "time", "client", "aggregate", "status", "outcome");

    private static final int MOST = 20;

    private final Fields fields;
    private final Problems problems;
    private final Templates templates;

    EmitReader(Fields fields, Problems problems) {
        this.fields = fields;
        this.problems = problems;
        this.templates = new Templates(problems);
    }

    /** Those that it has read, and so what they use. */
    Templates templates() {
        return templates;
    }

    /** @param used gains the sinks named */
    List<Emit> read(Map<String, WrittenCall> calls, Set<String> sinks, Set<String> used) {
        List<Emit> emits = new ArrayList<>();
        List<Written<Fields>> written = fields.or(AggregateKeys.EMIT, List.of());
        if (written.size() > MOST) {
            problems.error(fields.place(AggregateKeys.EMIT), "emit: more than " + MOST + " events");
        }
        WrittenCall clash = calls.get(REQUEST);
        if (!written.isEmpty() && clash != null) {
            problems.error(
                    clash.place(),
                    "a call cannot be named 'request' beside 'emit', where that is what is known of the request");
        }
        for (Written<Fields> each : written) {
            Written<String> sink = each.value().written(EventKeys.TO);
            if (sink != null) {
                check(sink, sinks);
                used.add(sink.value());
                emits.add(emit(sink.value(), each.value()));
            }
        }
        return emits;
    }

    private void check(Written<String> sink, Set<String> sinks) {
        if (!sinks.contains(sink.value())) {
            problems.error(
                    sink.place(),
                    "emit: no sink is named "
                            + (sink.node() instanceof Node.Scalar scalar && scalar.substituted()
                                    ? sink.node().found()
                                    : Quoted.of(sink.value()))
                            + (sinks.isEmpty() ? "; there are no 'events'" : Suggestion.of(sink.value(), sinks)));
        }
    }

    private Emit emit(String sink, Fields emit) {
        Node.Scalar when = emit.orNull(EventKeys.WHEN);
        Node.Scalar key = emit.orNull(EventKeys.KEY);
        Node body = emit.orNull(EventKeys.BODY);
        return new Emit(
                sink,
                when == null ? null : templates.expression("emit.when", when),
                key == null ? null : templates.text("emit.key", key),
                body == null ? null : templates.value("emit.body", body));
    }
}
