package tributary.perf.soak;

import static tributary.perf.soak.Check.partial;
import static tributary.perf.soak.Check.problem;

import java.io.IOException;
import java.util.List;
import tributary.perf.soak.Deed.Outcome;
import tributary.stubs.Fault;

/** Requests whose service does whatever a {@link Fault} does, in required and in optional calls. */
final class FaultDeeds {
    private static final List<ProvokedFault> FAULTS = ProvokedFault.all();
    private static final List<ProvokedFault> TIMED =
            FAULTS.stream().filter(ProvokedFault::timed).toList();
    private static final List<ProvokedFault> QUICK =
            FAULTS.stream().filter(fault -> !fault.timed()).toList();

    private FaultDeeds() {}

    static Outcome required(Visitor visitor) throws IOException, Mismatch {
        return required(visitor, any(QUICK, visitor), "/required");
    }

    static Outcome optional(Visitor visitor) throws IOException, Mismatch {
        return optional(visitor, any(QUICK, visitor), "/optional");
    }

    /** What only a timeout ends. */
    static Outcome timed(Visitor visitor) throws IOException, Mismatch {
        ProvokedFault fault = any(TIMED, visitor);
        return visitor.random().nextBoolean()
                ? required(visitor, fault, "/required-timed")
                : optional(visitor, fault, "/optional-timed");
    }

    private static ProvokedFault any(List<ProvokedFault> faults, Visitor visitor) {
        return faults.get(visitor.random().nextInt(faults.size()));
    }

    private static Outcome required(Visitor visitor, ProvokedFault fault, String aggregate)
            throws IOException, Mismatch {
        Answer answer = ask(visitor, fault, aggregate);
        return fault.fails() ? problem(fault.status(), fault.reason(), answer) : answered(visitor, fault, answer);
    }

    private static Outcome optional(Visitor visitor, ProvokedFault fault, String aggregate)
            throws IOException, Mismatch {
        Answer answer = ask(visitor, fault, aggregate);
        String beginning = "{\"own\":" + visitor.id() + ",\"value\":{\"standIn\":1.0}";
        return fault.fails() ? partial(beginning, fault.reason(), answer) : answered(visitor, fault, answer);
    }

    private static Answer ask(Visitor visitor, ProvokedFault fault, String aggregate) throws IOException, Mismatch {
        return visitor.ask(visitor.get(
                aggregate + fault.fault().path() + "/" + visitor.id() + fault.query(), "X-Soak-Fault: " + fault));
    }

    private static Outcome answered(Visitor visitor, ProvokedFault fault, Answer answer) throws Mismatch {
        boolean right = answer.status() == 200
                && answer.header("tributary-partial").isEmpty()
                && answer.body().startsWith("{\"own\":" + visitor.id() + ",\"value\":")
                && !answer.body().contains("unasked");
        return Check.right(right, Outcome.WHOLE, "200 in spite of " + fault, answer);
    }

    /** A write whose connection breaks is not repeated, so that it may be lost through no fault of its own. */
    static Outcome write(Visitor visitor) throws IOException, Mismatch {
        List<Fault> faults = List.of(Fault.OK, Fault.RESET, Fault.HANG_UP, Fault.CLOSE_IDLE, Fault.HALF);
        Fault fault = faults.get(visitor.random().nextInt(faults.size()));
        String path = "/faulty-write" + fault.path() + "/" + visitor.id();
        Answer answer = visitor.ask(visitor.request("POST", path, "{\"id\":" + visitor.id() + "}"));
        if (answer.status() != 200) {
            return problem(502, "reset", answer);
        }
        boolean right = fault == Fault.OK || fault == Fault.CLOSE_IDLE;
        return Check.right(
                right && answer.body().equals("{\"value\":{\"ok\":true}}"), Outcome.WHOLE, "502 reset", answer);
    }
}
