package tributary.perf.micro;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import tributary.downstream.Bytes;
import tributary.downstream.Downstream;
import tributary.downstream.Exchanged;
import tributary.downstream.Transport;
import tributary.downstream.WireAnswer;
import tributary.downstream.WireRequest;
import tributary.engine.Answer;
import tributary.engine.Engine;
import tributary.engine.Request;
import tributary.json.JsonNull;
import tributary.json.JsonObject;
import tributary.observe.RequestTrace;
import tributary.plan.Aggregate;
import tributary.plan.Plan;
import tributary.resilience.Alarms;
import tributary.resilience.Deadline;
import tributary.resilience.Ticker;

/**
 * A whole request but for HTTP: the fan-out over a wire that answers at once, 4 KB each, and the merge. On a virtual thread,
 * as in the gateway; from a platform thread a scope costs ten times as much. For JMH.
 */
@State(Scope.Benchmark)
public class EngineBenchmark {
    private static final int BYTES = 4000;
    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final Request REQUEST = new Request(
            "id",
            RequestTrace.untold(64),
            JsonObject.EMPTY,
            JsonObject.EMPTY,
            JsonObject.EMPTY,
            JsonObject.EMPTY,
            JsonNull.NULL,
            null);

    /** Side by side. */
    @Param({"1", "3", "8", "32"})
    public int calls = 1;

    private final WireAnswer answer = new WireAnswer(200, List.of(), Bytes.of(Documents.of(BYTES)));
    private final Alarms alarms = Alarms.start(Ticker.SYSTEM);
    private Aggregate aggregate = planned(1).aggregates().getFirst();
    private Engine engine = new Engine(List.of(), Map.of(), alarms);

    @Setup
    public void prepare() {
        Plan plan = planned(calls);
        aggregate = plan.aggregates().getFirst();
        Map<String, Downstream> services = plan.services().entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, each -> new Downstream(each.getValue(), new AtOnce(answer), "x-deadline")));
        engine = new Engine(plan.aggregates(), services, alarms);
    }

    @TearDown
    public void end() {
        alarms.close();
    }

    private static Plan planned(int calls) {
        String lines = IntStream.range(0, calls)
                .mapToObj(i -> "      c" + i + ": { get: 's:/c/" + i + "' }\n")
                .collect(Collectors.joining());
        return Planned.plan("services: { s: { url: 'http://h' } }\naggregates:\n  GET /a:\n    calls:\n" + lines);
    }

    @Benchmark
    public Answer answer() throws InterruptedException {
        return engine.answer(aggregate, REQUEST, Deadline.after(DEADLINE, Ticker.SYSTEM));
    }

    /** A wire of length zero. */
    private record AtOnce(WireAnswer answer) implements Transport {
        @Override
        public Exchanged exchange(WireRequest request, Deadline deadline) {
            return answer;
        }

        @Override
        public int inUse() {
            return 0;
        }

        @Override
        public void close() {
            // There is nothing open.
        }
    }
}
