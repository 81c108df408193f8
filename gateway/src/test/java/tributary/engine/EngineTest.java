package tributary.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tributary.config.Configuration;
import tributary.config.Configuration.Loaded;
import tributary.downstream.Downstream;
import tributary.downstream.Exchanged;
import tributary.downstream.Failure;
import tributary.json.JsonNull;
import tributary.json.JsonObject;
import tributary.json.JsonOutput;
import tributary.observe.RequestTrace;
import tributary.plan.Aggregate;
import tributary.plan.Plan;
import tributary.resilience.Alarms;
import tributary.resilience.Deadline;
import tributary.resilience.Ticker;

/** The fan-out alone, on a wire whose every answer the test releases. */
class EngineTest {
    private static final Request REQUEST = new Request(
            "id",
            RequestTrace.untold(64),
            JsonObject.EMPTY,
            JsonObject.EMPTY,
            JsonObject.EMPTY,
            JsonObject.EMPTY,
            JsonNull.NULL,
            null);

    /** One for all tests; its thread is a daemon. */
    private static final Alarms ALARMS = Alarms.start(Ticker.SYSTEM);

    @TempDir
    private Path directory;

    /** One aggregate, its engine, and the wire below. */
    private record Rig(Aggregate aggregate, Engine engine, Downstream service, ScriptedTransport wire) {

        FutureTask<Answer> task(Duration deadline) {
            return new FutureTask<>((Callable<Answer>)
                    () -> engine.answer(aggregate, REQUEST, Deadline.after(deadline, Ticker.SYSTEM)));
        }

        void assertClean() {
            assertThat(service.inFlight()).isZero();
            assertThat(wire.inUse()).isZero();
        }
    }

    private Rig rig(String calls, ScriptedTransport wire) throws Exception {
        return rig(calls, wire, ALARMS);
    }

    private Rig rig(String calls, ScriptedTransport wire, Alarms alarms) throws Exception {
        Path file = directory.resolve("gateway.yaml");
        Files.writeString(
                file,
                "services: { s: { url: 'http://h', timeout: 30s } }\naggregates:\n  GET /a:\n    deadline: 30s\n    calls:\n"
                        + calls.indent(6));
        Loaded loaded = Configuration.load(file, Map.of());
        Plan plan = loaded.plan();
        assertThat(plan).as(() -> loaded.diagnostics().toString()).isNotNull();
        Downstream service = new Downstream(plan.services().get("s"), wire, "x-deadline");
        Engine engine = new Engine(plan.aggregates(), Map.of("s", service), alarms);
        return new Rig(plan.aggregates().getFirst(), engine, service, wire);
    }

    private static Answer get(FutureTask<Answer> task) throws Exception {
        return task.get(20, TimeUnit.SECONDS);
    }

    private static String bytes(Answer answer) {
        assertThat(answer).isInstanceOf(Answer.Document.class);
        return JsonOutput.text(((Answer.Document) answer).value());
    }

    /** A random plan: call i needs some of the calls before it, and its target tells which values it was given. */
    private record Dag(int size, List<Set<Integer>> needs) {
        static Dag random(Random random) {
            int size = 2 + random.nextInt(5);
            List<Set<Integer>> needs = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                Set<Integer> before = new HashSet<>();
                for (int j = 0; j < i; j++) {
                    if (random.nextInt(3) == 0) {
                        before.add(j);
                    }
                }
                needs.add(before);
            }
            return new Dag(size, needs);
        }

        String yaml() {
            StringBuilder yaml = new StringBuilder();
            for (int i = 0; i < size; i++) {
                String query = needs.get(i).stream()
                        .sorted()
                        .map(j -> "v" + j + "={c" + j + ".v}")
                        .collect(Collectors.joining("&"));
                yaml.append("c%d: { get: \"s:/%d%s\" }\n".formatted(i, i, query.isEmpty() ? "" : "?" + query));
            }
            return yaml.toString();
        }

        String target(int call) {
            String query = needs.get(call).stream()
                    .sorted()
                    .map(j -> "v" + j + "=" + (j * 7))
                    .collect(Collectors.joining("&"));
            return "/" + call + (query.isEmpty() ? "" : "?" + query);
        }
    }

    private static Exchanged value(String target) {
        int call = target.charAt(1) - '0';
        return ScriptedTransport.json("{\"v\": " + call * 7 + "}");
    }

    @Test
    void begins_each_call_when_and_only_when_what_it_needs_is_there_and_merges_alike_in_every_order() throws Exception {
        Random random = new Random(42);
        for (int round = 0; round < 60; round++) {
            Dag dag = Dag.random(random);
            String first = null;
            for (int order = 0; order < 5; order++) {
                ScriptedTransport wire = new ScriptedTransport(request -> value(request.target()));
                Rig rig = rig(dag.yaml(), wire);
                FutureTask<Answer> task = rig.task(Duration.ofSeconds(30));
                Thread.startVirtualThread(task);
                Set<Integer> done = new HashSet<>();
                while (done.size() < dag.size()) {
                    Set<Integer> ready = new HashSet<>();
                    for (int i = 0; i < dag.size(); i++) {
                        if (done.containsAll(dag.needs().get(i))) {
                            ready.add(i);
                        }
                    }
                    assertThat(wire.awaitBegun(ready.size()))
                            .containsExactlyInAnyOrderElementsOf(
                                    ready.stream().map(dag::target).toList());
                    List<Integer> open =
                            ready.stream().filter(i -> !done.contains(i)).toList();
                    int next = open.get(random.nextInt(open.size()));
                    wire.release(dag.target(next));
                    done.add(next);
                }
                String bytes = bytes(get(task));
                first = first == null ? bytes : first;
                assertThat(bytes).isEqualTo(first);
                rig.assertClean();
            }
        }
    }

    @Test
    void ends_at_once_when_a_required_call_fails_whatever_else_runs_or_waits() throws Exception {
        ScriptedTransport wire =
                new ScriptedTransport(request -> request.target().equals("/bad")
                        ? new Exchanged.None(new Failure.Reset("test"))
                        : ScriptedTransport.json("{}"));
        Rig rig = rig("""
                hanging: { get: "s:/hanging" }
                bad: { get: "s:/bad" }
                after: { get: "s:/after?x={bad.x}" }
                many: { for-each: "['1','2','3','4','5']", get: "s:/many/{item}", max-parallel: 2 }
                """, wire);
        FutureTask<Answer> task = rig.task(Duration.ofSeconds(30));
        Thread.startVirtualThread(task);
        wire.awaitBegun(4);
        wire.release("/bad");
        Answer answer = get(task);
        assertThat(answer).isInstanceOfSatisfying(Answer.Refusal.class, refusal -> {
            assertThat(refusal.cause()).isEqualTo(new Failure.Reset("test"));
            assertThat(refusal.failures())
                    .extracting(each -> each.call().name())
                    .containsExactly("bad");
        });
        assertThat(wire.awaitBegun(4)).hasSize(4).doesNotContain("/after");
        rig.assertClean();
    }

    @Test
    void answers_partially_when_only_optional_calls_are_late() throws Exception {
        ScriptedTransport wire = new ScriptedTransport(_ -> ScriptedTransport.json("1"));
        AtomicLong now = new AtomicLong();
        try (Alarms alarms = Alarms.start(now::get)) {
            Rig rig = rig("""
                    there: { get: "s:/there" }
                    late: { get: "s:/late", optional: true, default: [] }
                    later: { get: "s:/later?x={there}", optional: true, default: [] }
                    """, wire, alarms);
            wire.release("/there");
            Duration time = Duration.ofSeconds(20);
            FutureTask<Answer> task = new FutureTask<>((Callable<Answer>)
                    () -> rig.engine().answer(rig.aggregate(), REQUEST, Deadline.after(time, now::get)));
            Thread.startVirtualThread(task);
            // The last one begins when what it needs is there.
            wire.awaitBegun(3);
            now.addAndGet(time.toNanos());
            Answer answer = get(task);
            assertThat(bytes(answer)).isEqualTo("{\"there\":1,\"late\":[],\"later\":[]}");
            assertThat(((Answer.Document) answer).missing())
                    .extracting(each -> each.outcome().missing())
                    .containsExactly(new Failure.Timeout(), new Failure.Timeout());
            rig.assertClean();
        }
    }

    @Test
    void sends_no_element_of_a_required_call_after_one_has_failed() throws Exception {
        ScriptedTransport wire =
                new ScriptedTransport(request -> request.target().equals("/3")
                        ? new Exchanged.None(new Failure.BadStatus(500))
                        : ScriptedTransport.json("1"));
        Rig rig = rig("many: { for-each: \"['1','2','3','4','5','6']\", get: \"s:/{item}\", max-parallel: 3 }", wire);
        FutureTask<Answer> task = rig.task(Duration.ofSeconds(30));
        Thread.startVirtualThread(task);
        wire.awaitBegun(3);
        wire.release("/3");
        assertThat(get(task)).isInstanceOf(Answer.Refusal.class);
        assertThat(wire.awaitBegun(3)).containsExactlyInAnyOrder("/1", "/2", "/3");
        rig.assertClean();
    }

    /** Whatever has happened so far: an interrupt ends every call, gives back every place, and leaves no thread. */
    @Test
    void leaves_nothing_behind_when_interrupted_at_any_step() throws Exception {
        String calls = """
                a: { get: "s:/a" }
                b: { get: "s:/b?x={a.x}" }
                many: { for-each: "['1','2','3']", get: "s:/many/{item}?x={b.x}", max-parallel: 2 }
                last: { get: "s:/last?n={length(many)}" }
                """;
        List<String> order = List.of("/a", "/b?x=1", "/many/1?x=1", "/many/2?x=1", "/many/3?x=1", "/last?n=3");
        for (int step = 0; step < order.size(); step++) {
            ScriptedTransport wire = new ScriptedTransport(_ -> ScriptedTransport.json("{\"x\":1}"));
            Rig rig = rig(calls, wire);
            order.subList(0, step).forEach(wire::release);
            FutureTask<Answer> task = rig.task(Duration.ofSeconds(30));
            Thread owner = Thread.startVirtualThread(task);
            wire.awaitBegun(step + 1);
            owner.interrupt();
            assertThatThrownBy(() -> get(task)).hasCauseInstanceOf(InterruptedException.class);
            rig.assertClean();
        }
    }

    /** Else clients that read slowly would look like a gateway that has too much to do. */
    @Test
    void what_a_client_takes_to_read_a_part_is_not_the_gateways_own_time() throws Exception {
        Rig rig = rig("c0: { get: \"s:/0\" }", new ScriptedTransport(request -> value(request.target())));
        rig.wire().release("/0");
        AtomicLong now = new AtomicLong();
        Audience slow = new Audience() {
            @Override
            public <T> T waiting(Wait<T> wait) throws InterruptedException {
                return wait.run();
            }

            @Override
            public void part(Part part) {
                now.addAndGet(Duration.ofSeconds(9).toNanos());
            }

            @Override
            public void silence() {}

            @Override
            public boolean leavesWithin(long nanos) throws InterruptedException {
                TimeUnit.NANOSECONDS.sleep(nanos);
                return false;
            }
        };
        Engine.Ran ran = rig.engine().stream(
                rig.aggregate(),
                REQUEST,
                Deadline.after(Duration.ofSeconds(30), now::get),
                Duration.ofSeconds(20),
                slow,
                () -> {});
        assertThat(ran.waitedNanos()).isEqualTo(Duration.ofSeconds(9).toNanos());
        rig.assertClean();
    }
}
