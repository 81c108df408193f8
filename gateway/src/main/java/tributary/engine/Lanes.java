package tributary.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import tributary.plan.Aggregate;
import tributary.plan.Call;

/**
 * Which calls of an aggregate one thread makes one after the other: a call goes on the lane of a call it needs, where that is
 * the last on its lane. By then that thread has nothing else to do, so no call begins later than on a thread of its own; a chain
 * of three costs one thread instead of three. A call that needs others besides waits for them.
 *
 * <p>Immutable and thread-safe.
 */
final class Lanes {
    private final List<List<Call>> lanes;
    private final BitSet awaited;

    private Lanes(List<List<Call>> lanes, BitSet awaited) {
        this.lanes = lanes;
        this.awaited = awaited;
    }

    static Lanes of(Aggregate aggregate) {
        int count = aggregate.calls().size();
        List<List<Call>> lanes = new ArrayList<>();
        int[] laneOf = new int[count];
        Arrays.fill(laneOf, -1);
        BitSet awaited = new BitSet(count);
        for (Call call : inOrder(aggregate)) {
            int lane = -1;
            for (Call.Need need : call.needs()) {
                int other = laneOf[need.slot()];
                if (lanes.get(other).getLast().slot() == need.slot()) {
                    lane = other;
                }
            }
            if (lane < 0) {
                lane = lanes.size();
                lanes.add(new ArrayList<>());
            }
            for (Call.Need need : call.needs()) {
                if (laneOf[need.slot()] != lane) {
                    awaited.set(need.slot());
                }
            }
            laneOf[call.slot()] = lane;
            lanes.get(lane).add(call);
        }
        return new Lanes(lanes.stream().map(List::copyOf).toList(), awaited);
    }

    /** Each call after all that it needs, otherwise in the configuration's order. */
    private static List<Call> inOrder(Aggregate aggregate) {
        List<Call> ordered = new ArrayList<>();
        BitSet done = new BitSet();
        List<Call> calls = aggregate.calls();
        while (ordered.size() < calls.size()) {
            Call next = calls.stream()
                    .filter(call ->
                            !done.get(call.slot()) && call.needs().stream().allMatch(need -> done.get(need.slot())))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("calls that need each other: " + aggregate.name()));
            done.set(next.slot());
            ordered.add(next);
        }
        return ordered;
    }

    int count() {
        return lanes.size();
    }

    /** The calls of one lane, in the order in which they are made. */
    List<Call> lane(int number) {
        return lanes.get(number);
    }

    /** Whether a call on another lane needs this one. */
    boolean isAwaited(int slot) {
        return awaited.get(slot);
    }
}
