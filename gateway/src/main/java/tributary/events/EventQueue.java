package tributary.events;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The accepted events of one sink until they are delivered: some lanes, each emptied by one worker, and one bound for all of
 * them together. Events of one key are in one lane, in the order in which they were accepted; one without a key goes into the
 * shortest lane, so that it does not wait behind a key that is stuck.
 *
 * <p>A worker looks at the first events of its lane and takes them out when they are delivered, so they count until then.
 * Nothing is accepted any more once it has ended.
 *
 * <p>Where there are several lanes, one that holds more than its even share of the events does not get the last of the room, the
 * {@code spare}: a key that is stuck fills most of the queue in the end, but what goes to the other lanes still finds a place.
 *
 * <p>The number of lanes may change: what comes goes into the new ones, the old ones are {@link #over} at once, and when nobody
 * looks at them any more ({@link #relaid}) what is left in them goes before what has come since.
 *
 * <p>Thread-safe; one lock for all of it, held for a few steps only. One thread a lane calls {@link #first} and {@link #done}.
 */
final class EventQueue {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();
    private List<Lane> lanes;
    /** Those that take the place of {@link #lanes}. */
    private @Nullable List<Lane> next;

    private int most;
    private long mostBytes;
    private int spare;
    private int count;
    private long bytes;
    private boolean ended;

    private static final class Lane {
        private final ArrayDeque<Event> events = new ArrayDeque<>();
        private final Condition arrival;
        private long bytes;
        private boolean woken;

        Lane(Condition arrival) {
            this.arrival = arrival;
        }

        void add(Event event) {
            events.add(event);
            bytes += event.weight();
        }
    }

    /** @param spare for lanes with less than their share, of {@code most} as of {@code mostBytes}: one part in so many; 0 for none */
    EventQueue(int lanes, int most, long mostBytes, int spare) {
        this.lanes = empty(lanes);
        this.most = most;
        this.mostBytes = mostBytes;
        this.spare = spare;
    }

    private List<Lane> empty(int number) {
        List<Lane> empty = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            empty.add(new Lane(lock.newCondition()));
        }
        return empty;
    }

    /** Those that there are, or will be. */
    int lanes() {
        lock.lock();
        try {
            return filled().size();
        } finally {
            lock.unlock();
        }
    }

    private List<Lane> filled() {
        return next == null ? lanes : next;
    }

    /** From now on there are so many lanes. */
    void relay(int number) {
        lock.lock();
        try {
            List<Lane> before = next;
            next = empty(number);
            if (before != null) {
                spread(before);
            }
            lanes.forEach(lane -> lane.arrival.signalAll());
        } finally {
            lock.unlock();
        }
    }

    /** Whether there are other lanes now. Nobody looks at the old ones any more. */
    boolean relaid() {
        lock.lock();
        try {
            List<Lane> since = next;
            if (since == null) {
                return false;
            }
            List<Lane> before = lanes;
            next = null;
            lanes = empty(since.size());
            spread(before);
            spread(since);
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void spread(List<Lane> from) {
        for (Lane lane : from) {
            lane.events.forEach(event -> laneOf(event).add(event));
        }
    }

    /** From now on these are the bounds; what is there stays. */
    void bound(int entries, long memory, int sparePart) {
        lock.lock();
        try {
            most = entries;
            mostBytes = memory;
            spare = sparePart;
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Whether {@code event} was accepted, at once. */
    boolean offer(Event event) {
        lock.lock();
        try {
            return !ended && fits(event) && add(event);
        } finally {
            lock.unlock();
        }
    }

    /** Whether {@code event} was accepted within so many nanoseconds. */
    boolean offer(Event event, long nanos) throws InterruptedException {
        long left = nanos;
        lock.lockInterruptibly();
        try {
            while (!ended && !fits(event)) {
                if (left <= 0) {
                    return false;
                }
                left = room.awaitNanos(left);
            }
            return !ended && add(event);
        } finally {
            lock.unlock();
        }
    }

    /** Whether a small event would not be accepted just now. */
    boolean full() {
        lock.lock();
        try {
            return count >= most || (count > 0 && bytes >= mostBytes);
        } finally {
            lock.unlock();
        }
    }

    private boolean fits(Event event) {
        if (count == 0) {
            return true;
        }
        long after = bytes + event.weight();
        if (count >= most || after > mostBytes) {
            return false;
        }
        int number = filled().size();
        if (spare == 0 || number == 1) {
            return true;
        }
        Lane lane = laneOf(event);
        boolean much = lane.events.size() > most / number || lane.bytes > mostBytes / number;
        return !much || (count < most - most / spare && after <= mostBytes - mostBytes / spare);
    }

    private boolean add(Event event) {
        Lane lane = laneOf(event);
        lane.add(event);
        count++;
        bytes += event.weight();
        lane.arrival.signal();
        return true;
    }

    private Lane laneOf(Event event) {
        return event.key().isEmpty() ? shortest() : filled().get(of(event.key()));
    }

    private int of(String key) {
        return Math.floorMod((key.hashCode() * 0x9E3779B9) >>> 8, filled().size());
    }

    private Lane shortest() {
        Lane shortest = filled().getFirst();
        for (Lane lane : filled()) {
            if (lane.events.size() < shortest.events.size()) {
                shortest = lane;
            }
        }
        return shortest;
    }

    /**
     * The first events of a lane, at most so many, as soon as there are any; none where none came within the time, where
     * somebody {@link #wake}s it, or where all is over.
     */
    List<Event> first(int number, int most, long nanos) throws InterruptedException {
        long left = nanos;
        lock.lockInterruptibly();
        try {
            Lane lane = lanes.get(number);
            while (lane.events.isEmpty() && !ended && next == null && !lane.woken && left > 0) {
                left = lane.arrival.awaitNanos(left);
            }
            lane.woken = false;
            List<Event> first = new ArrayList<>(Math.min(most, lane.events.size()));
            for (Event event : lane.events) {
                if (first.size() == most) {
                    break;
                }
                first.add(event);
            }
            return first;
        } finally {
            lock.unlock();
        }
    }

    /** Waits so long; less where somebody {@link #wake}s it, or where the lane is over. */
    void pause(int number, long nanos) throws InterruptedException {
        long left = nanos;
        lock.lockInterruptibly();
        try {
            Lane lane = lanes.get(number);
            while (next == null && !lane.woken && left > 0) {
                left = lane.arrival.awaitNanos(left);
            }
            lane.woken = false;
        } finally {
            lock.unlock();
        }
    }

    /** The lane's first events have been delivered, so many of them. */
    void done(int number, int delivered) {
        lock.lock();
        try {
            Lane lane = lanes.get(number);
            for (int i = 0; i < delivered; i++) {
                long weight = lane.events.remove().weight();
                lane.bytes -= weight;
                bytes -= weight;
                count--;
            }
            if (delivered > 0) {
                room.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** All that is in the lane. */
    List<Event> rest(int number) {
        lock.lock();
        try {
            return new ArrayList<>(lanes.get(number).events);
        } finally {
            lock.unlock();
        }
    }

    /** Forgets all that waits, at the very end; how much that was. */
    int clear() {
        lock.lock();
        try {
            int cleared = count;
            lanes = empty(lanes.size());
            next = null;
            count = 0;
            bytes = 0;
            return cleared;
        } finally {
            lock.unlock();
        }
    }

    /** Has every worker look again. */
    void wake() {
        lock.lock();
        try {
            for (Lane lane : lanes) {
                lane.woken = true;
                lane.arrival.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** From now on nothing is accepted. */
    void end() {
        lock.lock();
        try {
            ended = true;
            room.signalAll();
            lanes.forEach(lane -> lane.arrival.signalAll());
        } finally {
            lock.unlock();
        }
    }

    /** Whether nothing is in the lane, or will be; or it is one of the old. */
    boolean over(int number) {
        lock.lock();
        try {
            return next != null || (ended && lanes.get(number).events.isEmpty());
        } finally {
            lock.unlock();
        }
    }

    /** What those that wait take, roughly. */
    long bytes() {
        lock.lock();
        try {
            return bytes;
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return count;
        } finally {
            lock.unlock();
        }
    }

    /** The event that has waited longest; null where none waits. */
    @Nullable
    Event oldest() {
        lock.lock();
        try {
            Event oldest = null;
            for (List<Lane> all : List.of(lanes, filled())) {
                for (Lane lane : all) {
                    Event first = lane.events.peek();
                    if (first != null && (oldest == null || first.nanos() - oldest.nanos() < 0)) {
                        oldest = first;
                    }
                }
            }
            return oldest;
        } finally {
            lock.unlock();
        }
    }
}
