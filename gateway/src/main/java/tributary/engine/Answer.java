package tributary.engine;

import java.util.List;
import tributary.downstream.Failure;
import tributary.json.JsonValue;
import tributary.plan.Call;

/** What became of a request. */
public sealed interface Answer {

    /** One call and how it ended, in the configuration's order. */
    record Ended(Call call, Outcome outcome) {}

    /**
     * A document.
     *
     * @param status 200, or that of the aggregate's last write
     * @param missing the optional calls that failed; empty where everything is there
     */
    record Document(int status, JsonValue value, List<Ended> missing, List<Ended> calls) implements Answer {
        public Document {
            missing = List.copyOf(missing);
            calls = List.copyOf(calls);
        }
    }

    /**
     * No document.
     *
     * @param cause what decided it: the first required call's failure, or that of the response's template
     * @param failures the required calls that failed
     */
    record Refusal(Failure cause, List<Ended> failures, List<Ended> calls) implements Answer {
        public Refusal {
            failures = List.copyOf(failures);
            calls = List.copyOf(calls);
        }
    }

    List<Ended> calls();
}
