package tributary.edge;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import tributary.engine.Answer.Ended;
import tributary.engine.Emission;
import tributary.engine.Request;
import tributary.events.Event;
import tributary.events.Sink;
import tributary.events.Sink.Offered;
import tributary.json.JsonNumber;
import tributary.json.JsonObject;
import tributary.json.JsonString;
import tributary.json.JsonValue;
import tributary.plan.Aggregate;
import tributary.plan.Emit;
import tributary.resilience.Deadline;

/**
 * The events of a request: made while it has its place among those in flight, handed over when it has given that back, since
 * there may be waited for room. A job is a request too. Used by the request's own thread.
 */
final class Emitting {
    private final Generation generation;
    private final Aggregate aggregate;
    private final Supplier<String> client;
    private List<Ready> ready = List.of();

    /** An event, and where it goes. */
    private record Ready(Sink sink, Event event) {}

    /** @param client who asks, as events show it */
    Emitting(Generation generation, Aggregate aggregate, Supplier<String> client) {
        this.generation = generation;
        this.aggregate = aggregate;
        this.client = client;
    }

    /**
     * Whether it is known now that the request would be refused in the end: it will make an event, and there is no room. Better
     * so than after its calls.
     */
    boolean refusesNow() {
        for (Emit emit : aggregate.emits()) {
            Sink sink = generation.sinks().get(emit.sink());
            if (emit.when() == null && sink != null && sink.refusesNow()) {
                return true;
            }
        }
        return false;
    }

    /** The calls have ended, and this will be answered. */
    void made(Request request, List<Ended> calls, int status, String outcome) {
        if (aggregate.emits().isEmpty()) {
            return;
        }
        ready = new ArrayList<>();
        for (Emission emission : Emission.of(aggregate, request, calls, about(request, status, outcome))) {
            Sink sink = generation.sinks().get(emission.emit().sink());
            if (sink == null) {
                continue;
            }
            switch (emission) {
                case Emission.Unmade(Emit _, String why) -> sink.unmade(why);
                case Emission.Made(Emit _, String key, JsonValue body) -> {
                    Event event = sink.event(key, body);
                    if (event != null) {
                        ready.add(new Ready(sink, event));
                    }
                }
            }
        }
    }

    private JsonObject about(Request request, int status, String outcome) {
        Map<String, JsonValue> about = new LinkedHashMap<>();
        about.put("id", JsonString.of(request.id()));
        about.put("traceId", JsonString.of(request.trace().context().traceId()));
        about.put("time", JsonString.of(Instant.now().toString()));
        about.put("client", JsonString.of(client.get()));
        about.put("aggregate", JsonString.of(aggregate.name()));
        about.put("status", JsonNumber.of(status));
        about.put("outcome", JsonString.of(outcome));
        return JsonObject.of(about);
    }

    boolean hasSome() {
        return !ready.isEmpty();
    }

    /** Nobody will be answered, or not with what came of the calls: what is made of that is handed over without waiting. */
    void cancelled(Request request, int status, String outcome) {
        made(request, List.of(), status, outcome);
        for (Ready each : ready) {
            each.sink.offer(each.event);
        }
        ready = List.of();
    }

    /** Hands over what was made, each once; whether nothing was refused. Waits for room, where that is wanted, to the deadline. */
    boolean handOver(Deadline deadline) throws InterruptedException {
        boolean taken = true;
        while (!ready.isEmpty()) {
            Ready next = ready.removeFirst();
            try {
                // Once one is refused, the others are not waited for: the request has failed.
                long wait = taken ? deadline.remainingNanos() : 0;
                taken &= next.sink.offer(next.event, wait) != Offered.REFUSED;
            } catch (InterruptedException e) {
                ready.forEach(each -> each.sink.offer(each.event));
                throw e;
            }
        }
        return taken;
    }
}
