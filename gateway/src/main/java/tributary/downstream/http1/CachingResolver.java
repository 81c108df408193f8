package tributary.downstream.http1;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.Security;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import tributary.resilience.Deadline;
import tributary.resilience.Ticker;

/**
 * The system's name resolution, asked by a few threads of its own and remembered.
 *
 * <p>Asking the system blocks in native code and holds the carrier of a virtual thread, so that a slow name server would
 * stand in everybody's way; here it only holds one of {@value #THREADS} platform threads. A name is asked for once at a
 * time however many wait for it. Answers are good for 30 seconds, failures for one. When asking fails, or takes longer
 * than half of the time that is left, the last good addresses are used. When all threads are busy and the queue is full,
 * the name counts as unknown.
 *
 * <p>Thread-safe; one serves all transports. It remembers each name for ever: names come from the configuration, which
 * bounds their number.
 */
public final class CachingResolver implements Resolver, AutoCloseable {
    static final int THREADS = 16;

    private static final int QUEUE = 256;
    private static final long GOOD_NANOS = Duration.ofSeconds(30).toNanos();
    private static final long FAILED_NANOS = Duration.ofSeconds(1).toNanos();

    /** What asks the system. */
    @FunctionalInterface
    public interface Lookup {
        InetAddress[] addresses(String host) throws UnknownHostException;
    }

    private final ConcurrentHashMap<String, Name> names = new ConcurrentHashMap<>();
    private final Lookup lookup;
    private final Ticker ticker;
    private final ThreadPoolExecutor threads;

    public CachingResolver(Lookup lookup, Ticker ticker) {
        this.lookup = lookup;
        this.ticker = ticker;
        threads = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                10,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(QUEUE),
                Thread.ofPlatform().daemon().name("resolver-", 0).factory());
        threads.allowCoreThreadTimeOut(true);
    }

    /** Asks the system, and switches off the JDK's own memory of names, which would come on top of ours. */
    public static CachingResolver system() {
        Security.setProperty("networkaddress.cache.ttl", "0");
        Security.setProperty("networkaddress.cache.negative.ttl", "0");
        return new CachingResolver(InetAddress::getAllByName, Ticker.SYSTEM);
    }

    /** Names that wait to be looked up. */
    public int waiting() {
        return threads.getQueue().size();
    }

    @Override
    public List<InetAddress> resolve(String host, Deadline deadline) throws InterruptedException {
        Name name = names.computeIfAbsent(host, h -> new Name(h, ticker.nanos()));
        CompletableFuture<List<InetAddress>> question;
        List<InetAddress> lastGood;
        synchronized (name) {
            lastGood = name.lastGood;
            if (name.freshUntil - ticker.nanos() > 0) {
                return lastGood;
            }
            question = name.asked != null ? name.asked : question(name);
        }
        long left = deadline.remainingNanos();
        try {
            List<InetAddress> found = question.get(lastGood.isEmpty() ? left : left / 2, TimeUnit.NANOSECONDS);
            return found.isEmpty() ? lastGood : found;
        } catch (TimeoutException | ExecutionException e) {
            return lastGood;
        }
    }

    /** Begins to ask. Called with {@code name} locked. */
    private CompletableFuture<List<InetAddress>> question(Name name) {
        CompletableFuture<List<InetAddress>> question = new CompletableFuture<>();
        try {
            threads.execute(() -> ask(name, question));
            name.asked = question;
        } catch (RejectedExecutionException e) {
            question.complete(List.of());
        }
        return question;
    }

    private void ask(Name name, CompletableFuture<List<InetAddress>> question) {
        List<InetAddress> found = List.of();
        try {
            found = List.of(lookup.addresses(name.host));
        } catch (UnknownHostException e) {
            // Expected, and what an empty list says.
        } finally {
            // In any case, or whoever asks for this name would wait for this question for ever.
            synchronized (name) {
                name.lastGood = found.isEmpty() ? name.lastGood : found;
                name.freshUntil = ticker.nanos() + (found.isEmpty() ? FAILED_NANOS : GOOD_NANOS);
                name.asked = null;
            }
            question.complete(found);
        }
    }

    /** Ends the threads; a question under way is left to itself. */
    @Override
    public void close() {
        threads.shutdownNow();
    }

    /** What is known of a name; its own lock guards it. */
    private static final class Name {
        private final String host;
        private List<InetAddress> lastGood = List.of();
        private long freshUntil;
        private @Nullable CompletableFuture<List<InetAddress>> asked;

        Name(String host, long nowNanos) {
            this.host = host;
            freshUntil = nowNanos;
        }
    }
}
