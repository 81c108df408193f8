package tributary.jobs;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tributary.jobs.JobRecord.Repeat;
import tributary.jobs.Jobs.Settings;
import tributary.jobs.Work.Verdict;
import tributary.resilience.Ticker;

/**
 * All that is known of jobs in memory, and every decision in which two may be against each other: under one lock, which is
 * held for a few steps and never while something is read or written.
 */
final class JobTable {
    private final Settings settings;
    private final Ticker ticker;
    private final ReentrantLock lock = new ReentrantLock();

    /** A job has come into the queue, or nothing begins any more. */
    private final Condition queued = lock.newCondition();

    /** Nothing begins any more. */
    private final Condition stopped = lock.newCondition();

    private final Map<String, Job> byId = new HashMap<>();
    private final Map<String, Job> byKey = new HashMap<>();
    private final Deque<Job> queue = new ArrayDeque<>();
    private long sequence;
    private int accepting;
    private boolean stopping;
    private boolean breaking;

    JobTable(Settings settings, Ticker ticker) {
        this.settings = settings;
        this.ticker = ticker;
    }

    private <T extends @Nullable Object> T locked(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    private void locking(Runnable work) {
        lock.lock();
        try {
            work.run();
        } finally {
            lock.unlock();
        }
    }

    /** Takes in one that was kept, after all that are before it. */
    void takeUp(JobRecord record, Instant now) {
        locking(() -> {
            Job job = new Job(record, lock.newCondition());
            sequence = Math.max(sequence, record.sequence() + 1);
            index(job);
            if (record.state().ended()) {
                expire(job, now);
            } else {
                queue.add(job);
            }
        });
    }

    private void index(Job job) {
        byId.put(job.record.id(), job);
        Repeat repeat = job.record.repeat();
        if (repeat != null) {
            byKey.put(repeat.key(), job);
        }
    }

    private void unindex(Job job) {
        byId.remove(job.record.id());
        Repeat repeat = job.record.repeat();
        if (repeat != null) {
            byKey.remove(repeat.key(), job);
        }
    }

    /** By the wall clock for what was before the start; from then on no change of that clock matters. */
    private void expire(Job job, Instant now) {
        Instant ended = job.record.ended();
        Duration age = ended == null || ended.isAfter(now) ? Duration.ZERO : Duration.between(ended, now);
        job.expiresNanos = ticker.nanos() + settings.retention().minus(age).toNanos();
    }

    /** @param record makes it of its number */
    Place reserve(@Nullable Repeat repeat, Function<Long, JobRecord> record) {
        return locked(() -> {
            Job known = repeat == null ? null : settled(repeat.key());
            if (known != null) {
                return new Place.Answer(
                        Objects.equals(repeat, known.record.repeat())
                                ? new Accepted.Same(known.view())
                                : new Accepted.Other());
            }
            if (queue.size() + accepting >= settings.queue() || byId.size() >= settings.mostKept()) {
                return new Place.Answer(new Accepted.Full());
            }
            Job job = new Job(record.apply(sequence++), lock.newCondition());
            job.accepting = true;
            accepting++;
            index(job);
            return new Place.Free(job);
        });
    }

    /** The one of that key, once it is known whether there is one; that is when the store has answered. */
    private @Nullable Job settled(String key) {
        Job job = byKey.get(key);
        while (job != null && job.accepting) {
            job.changed.awaitUninterruptibly();
            job = byKey.get(key);
        }
        return job;
    }

    /** It is kept, so that it may begin, or it is not, so that there is none. */
    JobView accepted(Job job, boolean kept) {
        return locked(() -> {
            accepting--;
            job.accepting = false;
            if (kept) {
                queue.add(job);
                queued.signal();
            } else {
                unindex(job);
            }
            job.changed();
            return job.view();
        });
    }

    @Nullable
    JobView find(String id, String owner) {
        return locked(() -> {
            Job job = visible(id, owner);
            return job == null ? null : job.view();
        });
    }

    private @Nullable Job visible(String id, String owner) {
        Job job = byId.get(id);
        return job != null && job.isVisibleTo(owner) ? job : null;
    }

    /**
     * Waits until {@code wanted} holds, at most so long, and not where nothing will happen with it here any more.
     *
     * @return as it is then; null where there is none any more
     */
    @Nullable
    JobView await(String id, Predicate<JobView> wanted, Duration limit) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = limit.toNanos();
            Job job = byId.get(id);
            while (job != null && !wanted.test(job.view()) && left > 0 && !(breaking || (stopping && !job.taken))) {
                left = job.changed.awaitNanos(left);
                job = byId.get(id);
            }
            return job == null ? null : job.view();
        } finally {
            lock.unlock();
        }
    }

    Claim cancel(String id, String owner) {
        return locked(() -> {
            Job job = visible(id, owner);
            if (job == null) {
                return Claim.NONE;
            }
            if (job.record.state().ended() || job.finishing || job.cancelling) {
                return Claim.LEFT;
            }
            job.cancelling = true;
            if (job.thread != null) {
                job.thread.interrupt();
            }
            return !job.taken && queue.remove(job) ? Claim.TAKEN : Claim.LEFT;
        });
    }

    /** That which a cancellation has taken. */
    @Nullable
    Job get(String id) {
        return locked(() -> byId.get(id));
    }

    /** It could not be cancelled after all, and is the next to begin. */
    void uncancel(Job job) {
        locking(() -> {
            job.cancelling = false;
            requeue(job);
        });
    }

    /** It is the next to begin; false where somebody wants it cancelled. */
    boolean putBack(Job job) {
        return locked(() -> {
            if (job.cancelling) {
                return false;
            }
            requeue(job);
            return true;
        });
    }

    private void requeue(Job job) {
        job.taken = false;
        job.record = job.record.state() == JobState.RUNNING ? job.record.queued() : job.record;
        queue.addFirst(job);
        queued.signal();
        job.changed();
    }

    /** The next one, now the caller's; null where nothing begins any more. */
    @Nullable
    Job next() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (queue.isEmpty() && !stopping) {
                queued.await();
            }
            if (stopping) {
                return null;
            }
            Job job = queue.remove();
            job.taken = true;
            return job;
        } finally {
            lock.unlock();
        }
    }

    /** Waits so long, or until nothing begins any more. */
    void pause(Duration time) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = time.toNanos();
            while (left > 0 && !stopping) {
                left = stopped.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** From now on the current thread may be interrupted for it; false where it is not to begin. */
    boolean enter(Job job) {
        return locked(() -> {
            boolean may = !job.cancelling && !stopping;
            job.thread = may ? Thread.currentThread() : null;
            return may;
        });
    }

    /** Takes along the interrupt that may have come too late. */
    void leave(Job job) {
        locking(() -> {
            // Where it waits again, another may have it by now.
            job.thread = job.thread == Thread.currentThread() ? null : job.thread;
            Thread.interrupted();
        });
    }

    /** As it is, where it may begin, or begin anew. */
    JobRecord begins(Job job) throws InterruptedException {
        JobRecord record = locked(() -> job.cancelling || stopping ? null : job.begun());
        if (record == null) {
            throw new InterruptedException();
        }
        return record;
    }

    void stepEnded(Job job, int step) {
        locking(() -> {
            if (!job.stepsEnded.get(step)) {
                job.stepsEnded.set(step);
                job.changed();
            }
        });
    }

    /** Decides how a job that a worker had is to end, once and for all. */
    Verdict settle(Job job, boolean hasEnded) {
        return locked(() -> {
            if (job.cancelling) {
                return Verdict.CANCELLED;
            }
            if (!hasEnded && (job.record.state() == JobState.QUEUED || job.record.safe())) {
                requeue(job);
                return Verdict.AGAIN;
            }
            job.finishing = true;
            return hasEnded ? Verdict.FINISHED : Verdict.BROKEN_OFF;
        });
    }

    /** It is on the disk, so all may see it. */
    void publish(Job job, JobRecord record) {
        locking(() -> {
            job.record = record;
            if (record.state().ended()) {
                // Just now, whatever the clock on the wall has done since.
                job.expiresNanos = ticker.nanos() + settings.retention().toNanos();
            }
            job.changed();
        });
    }

    /** Those whose time is over. */
    List<String> expired() {
        return locked(() -> {
            List<String> over = new ArrayList<>();
            long now = ticker.nanos();
            for (Job job : byId.values()) {
                if (job.record.state().ended() && job.expiresNanos - now <= 0) {
                    over.add(job.record.id());
                }
            }
            return over;
        });
    }

    void forget(List<String> ids) {
        locking(() -> {
            for (String id : ids) {
                Job job = byId.get(id);
                if (job != null) {
                    unindex(job);
                    job.changed();
                }
            }
        });
    }

    Map<JobState, Integer> states() {
        return locked(() -> {
            Map<JobState, Integer> states = new EnumMap<>(JobState.class);
            for (JobState state : JobState.values()) {
                states.put(state, 0);
            }
            byId.values().forEach(job -> states.merge(job.record.state(), 1, Integer::sum));
            return states;
        });
    }

    int waiting() {
        return locked(queue::size);
    }

    boolean stopping() {
        return locked(() -> stopping);
    }

    /** Nothing begins any more. */
    void stop() {
        locking(() -> {
            stopping = true;
            queued.signalAll();
            stopped.signalAll();
            byId.values().forEach(job -> job.changed.signalAll());
        });
    }

    /** What goes on is interrupted. */
    void breakOff() {
        locking(() -> {
            breaking = true;
            for (Job job : byId.values()) {
                if (job.thread != null) {
                    job.thread.interrupt();
                }
                job.changed.signalAll();
            }
        });
    }
}
