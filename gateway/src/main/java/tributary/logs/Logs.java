package tributary.logs;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.logging.ConsoleHandler;
import java.util.logging.Handler;
import java.util.logging.Logger;

/**
 * The two logs of a process that serves: a line a request on standard output, a line an event on standard error. Neither
 * has a thread before its first line.
 *
 * <p>Thread-safe. {@link #close} has what waits written, and ends the threads.
 */
public final class Logs implements AutoCloseable {
    private static final int REFUSED_A_SECOND = 100;
    private static final int EVENTS = 30;
    private static final Duration EVENTS_IN = Duration.ofSeconds(10);
    private static final String LOGGER = "tributary";

    // Held, because a logger that nobody holds may be collected together with its handlers.
    private final Logger root = Logger.getLogger("");
    private final LineSink requests;
    private final LineSink events;
    private final LogHandler handler;

    Logs(Format format, Supplier<WritableByteChannel> requests, Supplier<WritableByteChannel> events) {
        RateBound refused = new RateBound(REFUSED_A_SECOND, Duration.ofSeconds(1), System::nanoTime);
        this.requests = new LineSink("log of requests", requests, format, refused);
        this.events = new LineSink("log of events", events, format, new RateBound(EVENTS, EVENTS_IN, System::nanoTime));
        this.handler = new LogHandler(this.events);
    }

    /**
     * Those of this process. What loggers tell goes there from now on, and no more to the console, unless the process was told
     * by {@code java.util.logging.config.file} or {@code .class} where it is to go.
     */
    public static Logs standard(Format format) {
        Logs logs = new Logs(format, () -> channel(FileDescriptor.out), () -> channel(FileDescriptor.err));
        if (System.getProperty("java.util.logging.config.file") == null
                && System.getProperty("java.util.logging.config.class") == null) {
            logs.takeAll();
        }
        return logs;
    }

    /** For a gateway within a program that has logs of its own: nothing is written. */
    public static Logs none() {
        Logs none = new Logs(Format.TEXT, Logs::nowhere, Logs::nowhere);
        none.close();
        return none;
    }

    private static WritableByteChannel nowhere() {
        return Channels.newChannel(OutputStream.nullOutputStream());
    }

    /** A channel and no stream, since a thread that is stuck in writing to a channel can be interrupted. */
    private static WritableByteChannel channel(FileDescriptor descriptor) {
        return new FileOutputStream(descriptor).getChannel();
    }

    private void takeAll() {
        for (Handler each : root.getHandlers()) {
            if (each instanceof ConsoleHandler) {
                root.removeHandler(each);
            }
        }
        root.addHandler(handler);
    }

    /** One line among the requests': what the process says of itself on standard output. */
    public void say(String message) {
        requests.add(new Entry.Event(System.currentTimeMillis(), "INFO", LOGGER, message, 0, null));
    }

    LineSink requestSink() {
        return requests;
    }

    /** What became of the lines of requests. */
    public LogCounts requests() {
        return requests.counts();
    }

    /** What became of the lines of events. */
    public LogCounts events() {
        return events.counts();
    }

    /** Lines of requests that are not written yet. */
    public int requestsWaiting() {
        return requests.waiting();
    }

    /** Lines of events that are not written yet. */
    public int eventsWaiting() {
        return events.waiting();
    }

    @Override
    public void close() {
        requests.close();
        root.removeHandler(handler);
        events.close();
    }
}
