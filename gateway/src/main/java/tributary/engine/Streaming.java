package tributary.engine;

import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tributary.engine.Answer.Ended;
import tributary.json.JsonNull;
import tributary.json.JsonValue;
import tributary.plan.Aggregate;
import tributary.plan.UnresolvedException;
import tributary.plan.ValueTemplate;
import tributary.resilience.Ticker;

/**
 * Which part of a document is there when a call has ended: the call's value or, where the response is an object made by a
 * template, each member whose calls have all ended. For the request's own thread.
 */
final class Streaming implements Beside.Owner {
    private final Prepared prepared;
    private final Aggregate aggregate;
    private final Request request;
    private final FanOut fanOut;
    private final Audience audience;
    private final Ticker ticker;
    private final @Nullable Outcome[] outcomes;
    private final BitSet ended = new BitSet();
    private final BitSet sent = new BitSet();
    private long toldNanos;

    Streaming(Prepared prepared, Request request, FanOut fanOut, Audience audience, Ticker ticker) {
        this.prepared = prepared;
        this.aggregate = prepared.aggregate();
        this.request = request;
        this.fanOut = fanOut;
        this.audience = audience;
        this.ticker = ticker;
        this.outcomes = new Outcome[prepared.aggregate().calls().size()];
    }

    /** Sends the members that need no call. */
    @Override
    public void begin() {
        List<ValueTemplate.Member> members = prepared.members();
        if (members != null) {
            members(members);
        }
    }

    @Override
    public void take(int slot) {
        Outcome outcome = fanOut.outcome(slot);
        if (outcome != null) {
            take(new Ended(aggregate.calls().get(slot), outcome));
        }
    }

    private void take(Ended call) {
        int slot = call.call().slot();
        if (ended.get(slot)) {
            return;
        }
        ended.set(slot);
        outcomes[slot] = call.outcome();
        List<ValueTemplate.Member> members = prepared.members();
        if (members == null) {
            boolean missing = call.outcome().missing() != null;
            tell(new Part(call.call().name(), call.outcome().value(), missing ? call : null, null));
            return;
        }
        if (call.outcome() instanceof Outcome.Failed) {
            // What needs it is not made any more; the end says why.
            ended.clear(slot);
            return;
        }
        members(members);
    }

    private void members(List<ValueTemplate.Member> members) {
        for (int i = 0; i < members.size(); i++) {
            BitSet lacking = (BitSet) prepared.needsOf(i).clone();
            lacking.andNot(ended);
            if (lacking.isEmpty() && !sent.get(i)) {
                sent.set(i);
                tell(member(members.get(i)));
            }
        }
    }

    private void tell(Part part) {
        long start = ticker.nanos();
        long waited = fanOut.waitedNanos();
        audience.part(part);
        // A call that was under way meanwhile has counted the same time.
        toldNanos += Math.max(0, ticker.nanos() - start - (fanOut.waitedNanos() - waited));
    }

    /** How long the client took to read while no call was under way: time that is not the gateway's own either. */
    long toldNanos() {
        return toldNanos;
    }

    private Part member(ValueTemplate.Member member) {
        try {
            JsonValue value = Merge.member(aggregate, request, slot -> outcomes[slot], member.value());
            return new Part(member.name(), value, null, null);
        } catch (UnresolvedException e) {
            return new Part(member.name(), JsonNull.NULL, null, FanOut.unresolved(e));
        }
    }

    /** All has ended: what has not come so far comes now, such as what ran out of time. */
    void rest(List<Ended> all) {
        for (Ended each : all) {
            take(each);
        }
    }

    @Override
    public void silence() {
        audience.silence();
    }

    @Override
    public int waiting(Audience.Wait<Integer> wait) throws InterruptedException {
        return audience.waiting(wait);
    }

    @Override
    public boolean leavesWithin(long nanos) throws InterruptedException {
        return audience.leavesWithin(nanos);
    }
}
