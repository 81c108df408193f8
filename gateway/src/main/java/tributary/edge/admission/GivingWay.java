package tributary.edge.admission;

import org.jspecify.annotations.Nullable;
import tributary.edge.admission.Admission.Work;

/**
 * How a request is ended for a more important one: its thread is interrupted, and only while it is inside {@link #during},
 * since an interrupt would close the socket to which an answer is being written. Both sides take one lock, so nobody is
 * interrupted who has left; and who leaves takes along the interrupt that it was sent but did not meet.
 */
final class GivingWay implements Runnable {
    private @Nullable Thread inside;
    private boolean asked;

    <T> T during(Work<T> work) throws InterruptedException {
        enter();
        try {
            return work.run();
        } finally {
            leave();
        }
    }

    private synchronized void enter() throws InterruptedException {
        if (asked) {
            throw new InterruptedException();
        }
        inside = Thread.currentThread();
    }

    private synchronized void leave() {
        inside = null;
        if (asked) {
            Thread.interrupted();
        }
    }

    /** Asks the request to give way. */
    @Override
    public synchronized void run() {
        asked = true;
        if (inside != null) {
            inside.interrupt();
        }
    }
}
