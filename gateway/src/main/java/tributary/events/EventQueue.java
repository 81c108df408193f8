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
 * <p>Thread-safe; one lock for all of it, held for a few steps only. One thread a lane calls {@link #first} and {@link #done}.
 */
final class EventQueue {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();
    private final List<Lane> lanes = new ArrayList<>();
    private int most;
    private long mostBytes;
    private int count;
    private long bytes;
    private boolean ended;

    private static final class Lane {
        private final ArrayDeque<Event> events = new ArrayDeque<>();
        private final Condition arrival;
        private boolean woken;

        Lane(Condition arrival) {
            this.arrival = arrival;
        }
    }

    EventQueue(int lanes, int most, long mostBytes) {
        for (int i = 0; i < lanes; i++) {
            this.lanes.add(new Lane(lock.newCondition()));
        }
        this.most = most;
        this.mostBytes = mostBytes;
    }

    int lanes() {
        return lanes.size();
    }

    /** From now on these are the bounds; what is there stays. */
    void bound(int entries, long memory) {
        lock.lock();
        try {
            most = entries;
            mostBytes = memory;
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
        return count == 0 || (count < most && bytes + event.weight() <= mostBytes);
    }

    private boolean add(Event event) {
        Lane lane = event.key().isEmpty() ? shortest() : lanes.get(of(event.key()));
        lane.events.add(event);
        count++;
        bytes += event.weight();
        lane.arrival.signal();
        return true;
    }

    private int of(String key) {
        return Math.floorMod((key.hashCode() * 0x9E3779B9) >>> 8, lanes.size());
    }

    private Lane shortest() {
        Lane shortest = lanes.getFirst();
        for (Lane lane : lanes) {
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
            while (lane.events.isEmpty() && !ended && !lane.woken && left > 0) {
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

    /** The lane's first events have been delivered, so many of them. */
    void done(int number, int delivered) {
        lock.lock();
        try {
            Lane lane = lanes.get(number);
            // Fewer where they were given up meanwhile, because the disk held their worker at the end.
            for (int i = 0; i < delivered && !lane.events.isEmpty(); i++) {
                bytes -= lane.events.remove().weight();
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

    /** Whether nothing is in the lane, or will be. */
    boolean over(int number) {
        lock.lock();
        try {
            return ended && lanes.get(number).events.isEmpty();
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
            for (Lane lane : lanes) {
                Event first = lane.events.peek();
                if (first != null && (oldest == null || first.nanos() - oldest.nanos() < 0)) {
                    oldest = first;
                }
            }
            return oldest;
        } finally {
            lock.unlock();
        }
    }
}
