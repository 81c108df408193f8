package tributary.config;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tributary.plan.Call;

/** Which calls of one aggregate wait for which, and why. */
final class Needs {
    private final List<WrittenCall> calls;
    private final List<Map<Integer, Arrow>> arrows = new ArrayList<>();
    private final Problems problems;

    /** That one call needs another: the words that make it so, and their place. */
    private record Arrow(String because, Place place) {}

    Needs(Collection<WrittenCall> calls, Problems problems) {
        this.calls = List.copyOf(calls);
        this.problems = problems;
        this.calls.forEach(call -> arrows.add(new TreeMap<>()));
    }

    /** Notes that {@code call} needs {@code needed}; of several reasons the first counts. */
    void add(WrittenCall call, WrittenCall needed, String because, Place place) {
        if (call == needed) {
            problems.error(place, "the call " + Quoted.of(call.name) + " waits for itself (" + because + ")");
            return;
        }
        arrows.get(call.slot).putIfAbsent(needed.slot, new Arrow(because, place));
    }

    List<Call.Need> of(WrittenCall call) {
        List<Call.Need> needs = new ArrayList<>();
        arrows.get(call.slot).forEach((slot, arrow) -> needs.add(new Call.Need(slot, arrow.because())));
        return needs;
    }

    boolean anybodyNeeds(WrittenCall call) {
        return arrows.stream().anyMatch(needs -> needs.containsKey(call.slot));
    }

    /** Reports every knot of calls that wait for one another, by one cycle in it. Whether there was one. */
    boolean checkCycles() {
        BitSet reported = new BitSet();
        boolean found = false;
        for (WrittenCall call : calls) {
            if (!reported.get(call.slot)) {
                List<Integer> cycle = shortestCycle(call.slot, reported);
                cycle.forEach(reported::set);
                if (!cycle.isEmpty()) {
                    found = true;
                    report(cycle);
                }
            }
        }
        return found;
    }

    /** The slots of a shortest way from {@code start} back to it, without those of cycles already known; empty if none. */
    private List<Integer> shortestCycle(int start, BitSet known) {
        Map<Integer, Integer> cameFrom = new HashMap<>();
        Deque<Integer> queue = new ArrayDeque<>(List.of(start));
        while (!queue.isEmpty()) {
            int at = queue.remove();
            for (int next : arrows.get(at).keySet()) {
                if (next == start) {
                    Deque<Integer> cycle = new ArrayDeque<>(List.of(at));
                    while (cycle.getFirst() != start) {
                        cycle.addFirst(cameFrom.getOrDefault(cycle.getFirst(), start));
                    }
                    return List.copyOf(cycle);
                }
                if (!known.get(next) && !cameFrom.containsKey(next)) {
                    cameFrom.put(next, at);
                    queue.add(next);
                }
            }
        }
        return List.of();
    }

    private void report(List<Integer> cycle) {
        StringBuilder path = new StringBuilder();
        StringBuilder reasons = new StringBuilder();
        Place place = calls.get(cycle.getFirst()).place();
        for (int i = 0; i < cycle.size(); i++) {
            int from = cycle.get(i);
            int to = cycle.get((i + 1) % cycle.size());
            Arrow arrow = arrows.get(from).get(to);
            path.append(calls.get(from).name).append(" → ");
            if (arrow != null) {
                place = i == 0 ? arrow.place() : place;
                reasons.append(i == 0 ? "" : "; ").append(calls.get(from).name).append(" needs ");
                reasons.append(calls.get(to).name)
                        .append(" (")
                        .append(arrow.because())
                        .append(')');
            }
        }
        path.append(calls.get(cycle.getFirst()).name);
        problems.error(place, "these calls wait for one another: " + path + ". " + reasons);
    }

    /** Reports writes that nothing keeps from running side by side. To be asked only where there is no cycle. */
    void checkWrites() {
        Map<WrittenCall, BitSet> writes = new LinkedHashMap<>();
        for (WrittenCall call : calls) {
            if (call.verb.writes()) {
                writes.put(call, allNeededBy(call.slot));
            }
        }
        List<WrittenCall> seen = new ArrayList<>();
        writes.forEach((call, needed) -> {
            WrittenCall rival = unordered(call, needed, seen, writes);
            if (rival != null) {
                problems.error(
                        call.place(),
                        "the writes " + Quoted.of(rival.name) + " and " + Quoted.of(call.name)
                                + " could run side by side; say which is first, such as 'after: " + rival.name + "' in "
                                + Quoted.of(call.name));
            }
            seen.add(call);
        });
    }

    private static @Nullable WrittenCall unordered(
            WrittenCall call, BitSet needed, List<WrittenCall> others, Map<WrittenCall, BitSet> writes) {
        for (WrittenCall other : others) {
            BitSet otherNeeds = writes.get(other);
            if (!needed.get(other.slot) && (otherNeeds == null || !otherNeeds.get(call.slot))) {
                return other;
            }
        }
        return null;
    }

    private BitSet allNeededBy(int slot) {
        BitSet found = new BitSet();
        Deque<Integer> queue = new ArrayDeque<>(List.of(slot));
        while (!queue.isEmpty()) {
            for (int next : arrows.get(queue.remove()).keySet()) {
                if (!found.get(next)) {
                    found.set(next);
                    queue.add(next);
                }
            }
        }
        return found;
    }
}
