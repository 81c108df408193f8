package tributary.logs;

import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * So many lines about one subject in a time, and of the others how many there were. A time begins with a subject's first line.
 *
 * <p>Of very many subjects at once, those that came last share one. Thread-safe.
 */
final class RateBound {
    private static final int MOST_SUBJECTS = 256;
    private static final String OTHERS = "many things";

    private final int most;
    private final Duration time;
    private final LongSupplier nanos;
    private final Map<String, Window> windows = new HashMap<>();

    private static final class Window {
        private final long start;
        private int passed;
        private long leftOut;

        Window(long start) {
            this.start = start;
        }
    }

    /** Takes what was left out. */
    interface Remark {
        void leftOut(String subject, long lines);
    }

    RateBound(int most, Duration time, LongSupplier nanos) {
        this.most = most;
        this.time = time;
        this.nanos = nanos;
    }

    Duration time() {
        return time;
    }

    /** Whether one more line about it may be written. */
    synchronized boolean passes(String subject) {
        long now = nanos.getAsLong();
        Window window = window(subject, now);
        if (window.passed < most) {
            window.passed++;
            return true;
        }
        window.leftOut++;
        return false;
    }

    private Window window(String subject, long now) {
        Window window = windows.get(subject);
        if (window == null && windows.size() >= MOST_SUBJECTS) {
            windows.values().removeIf(each -> isOver(each, now) && each.leftOut == 0);
            return windows.size() < MOST_SUBJECTS ? begun(subject, now) : window(OTHERS, now, windows.get(OTHERS));
        }
        return window(subject, now, window);
    }

    /** What a window that is over has left out must be told first: until then it goes on. */
    private Window window(String subject, long now, @Nullable Window window) {
        return window == null || (isOver(window, now) && window.leftOut == 0) ? begun(subject, now) : window;
    }

    private Window begun(String subject, long now) {
        Window window = new Window(now);
        windows.put(subject, window);
        return window;
    }

    private boolean isOver(Window window, long now) {
        return now - window.start >= time.toNanos();
    }

    /**
     * Tells of what was left out in times that are over.
     *
     * @param all in those that are not over, too
     * @return whether there is more to be told later
     */
    synchronized boolean tell(boolean all, Remark remark) {
        long now = nanos.getAsLong();
        boolean more = false;
        for (Iterator<Map.Entry<String, Window>> each = windows.entrySet().iterator(); each.hasNext(); ) {
            Map.Entry<String, Window> entry = each.next();
            Window window = entry.getValue();
            if (window.leftOut > 0 && (all || isOver(window, now))) {
                remark.leftOut(entry.getKey(), window.leftOut);
                each.remove();
            } else {
                more |= window.leftOut > 0;
            }
        }
        return more;
    }
}
