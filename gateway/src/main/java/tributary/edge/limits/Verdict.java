package tributary.edge.limits;

import java.util.List;
import tributary.downstream.WireRequest.Field;

/**
 * What limits say of a request.
 *
 * @param fields for its answer, whatever that is
 * @param violated the policies by which it is refused; empty where it is not
 * @param retryAfterSeconds when it would not be; 0 where it is not
 */
public record Verdict(List<Field> fields, List<String> violated, long retryAfterSeconds) {
    static final Verdict UNLIMITED = new Verdict(List.of(), List.of(), 0);

    public Verdict {
        fields = List.copyOf(fields);
        violated = List.copyOf(violated);
    }

    public boolean granted() {
        return violated.isEmpty();
    }
}
