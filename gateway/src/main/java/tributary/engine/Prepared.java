package tributary.engine;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tributary.downstream.Downstream;
import tributary.expression.Expression;
import tributary.plan.Aggregate;
import tributary.plan.Aggregate.Response;
import tributary.plan.Call;
import tributary.plan.UnresolvedException;
import tributary.plan.ValueTemplate;

/**
 * What can be known of an aggregate's calls before a request: their lanes, their services, and which of them might send the
 * same request as another; and what is learned from them, which is how quick their services are.
 *
 * <p>Thread-safe: what is learned guards itself, the rest is immutable.
 */
final class Prepared {
    private final Aggregate aggregate;
    private final Lanes lanes;
    private final List<Downstream> services;
    private final BitSet shared;
    private final @Nullable String[] targets;
    private final List<Quickest> quickest;
    private final @Nullable List<ValueTemplate.Member> members;
    private final List<BitSet> memberNeeds;

    Prepared(Aggregate aggregate, Map<String, Downstream> byName) {
        this.aggregate = aggregate;
        this.lanes = Lanes.of(aggregate);
        List<Downstream> bySlot = new ArrayList<>();
        for (Call call : aggregate.calls()) {
            bySlot.add(Objects.requireNonNull(byName.get(call.service().name())));
        }
        this.services = List.copyOf(bySlot);
        this.shared = shared(aggregate.calls());
        this.targets =
                aggregate.calls().stream().map(call -> call.url().constant()).toArray(String[]::new);
        this.quickest = aggregate.calls().stream().map(_ -> new Quickest()).toList();
        this.members = aggregate.response() instanceof Response.Shaped(ValueTemplate.Members(var all)) ? all : null;
        this.memberNeeds = members == null
                ? List.of()
                : members.stream().map(member -> needs(aggregate, member)).toList();
    }

    /** The calls that a member of the response needs: those it reads, and those that attach something to what it reads. */
    private static BitSet needs(Aggregate aggregate, ValueTemplate.Member member) {
        BitSet needs = new BitSet();
        for (Expression expression : member.value().expressions()) {
            for (Call call : aggregate.calls()) {
                if (expression.readsWhole() || expression.names().contains(call.name())) {
                    needs.set(call.slot());
                }
            }
        }
        // A call attaches to one that it needs, and so comes later: one walk in any order may miss one, as many as
        // there are calls cannot.
        for (int before = -1; before != needs.cardinality(); ) {
            before = needs.cardinality();
            for (Call call : aggregate.calls()) {
                Call.ForEach forEach = call.forEach();
                if (forEach != null
                        && forEach.attach() != null
                        && needs.get(forEach.attach().slot())) {
                    needs.set(call.slot());
                }
            }
        }
        return needs;
    }

    /** The members of a response that is an object made by a template; null for any other. */
    @Nullable
    List<ValueTemplate.Member> members() {
        return members;
    }

    /** The slots of the calls that member {@code index} needs; not to be changed. */
    BitSet needsOf(int index) {
        return memberNeeds.get(index);
    }

    /** None beside a write: a call that comes after it asks for what it has changed. */
    private static BitSet shared(List<Call> calls) {
        BitSet shared = new BitSet();
        if (calls.stream().anyMatch(call -> call.verb().writes())) {
            return shared;
        }
        for (Call one : calls) {
            for (Call other : calls) {
                if (one.slot() != other.slot() && mayBeEqual(one, other)) {
                    shared.set(one.slot());
                }
            }
        }
        return shared;
    }

    private static boolean mayBeEqual(Call one, Call other) {
        return one.service().name().equals(other.service().name())
                && one.attempts().equals(other.attempts())
                && one.url().mayEqual(other.url());
    }

    Aggregate aggregate() {
        return aggregate;
    }

    Lanes lanes() {
        return lanes;
    }

    Downstream service(Call call) {
        return services.get(call.slot());
    }

    Quickest quickest(Call call) {
        return quickest.get(call.slot());
    }

    /** The call's URL over {@code document}. */
    String target(Call call, RequestDocument document) throws UnresolvedException {
        String constant = targets[call.slot()];
        return constant != null ? constant : call.url().render(document);
    }

    /** Whether another call may want the very same of the same service. */
    boolean mayShare(Call call) {
        return shared.get(call.slot());
    }
}
