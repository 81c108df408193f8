package tributary.observe;

import java.util.List;

/** All who are told of requests. Immutable; thread-safe where they are. */
public final class Observers {
    private final List<Observer> observers;

    public Observers(List<Observer> observers) {
        this.observers = List.copyOf(observers);
    }

    /** Nobody. */
    public static final Observers NONE = new Observers(List.of());

    /** Makes the record of a request that has ended. */
    public interface Recording {
        RequestRecord record();
    }

    /** Tells those who want to know. The record is made once, and only if there is such a one. */
    public void ended(Observer.Ended ended, Recording recording) {
        RequestRecord record = null;
        for (Observer observer : observers) {
            if (observer.wants(ended)) {
                record = record == null ? recording.record() : record;
                observer.take(record);
            }
        }
    }

    /** Tells of a request that was answered before it came to a handler. */
    public void refused(RequestRecord request) {
        ended(new Observer.Ended(request.status(), request.outcome(), 0, false, false), () -> request);
    }
}
