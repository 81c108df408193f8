package tributary.edge.connection;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import tributary.edge.connection.ConnectionCounts.Timeout;
import tributary.plan.ClientLimits;

/**
 * An accepted socket and what it waits for, as the {@link Watch} sees it: from the moment of accepting, so that a TLS
 * handshake is under the header timeout too.
 *
 * <p>Races: the wait is one reference. The connection's thread begins a wait and ends it, the watch ends it when its time is
 * over, a stopping listener ends one between requests. Each ending is a compare-and-set from that very wait, so exactly one
 * wins, and who does not win knows: the watch then leaves a connection alone whose bytes came just in time, and the
 * connection's thread then leaves the last word to the watch. {@link Wait.For#OVER} is never left.
 */
final class GuardedSocket {
    private final SocketChannel channel;
    private final ConnectionCounts counts;
    private final long acceptedAt;
    private final AtomicReference<Wait> wait;
    private final AtomicBoolean released = new AtomicBoolean();

    /** Since when a write has made no progress; 0 while nothing is written. */
    private volatile long writingSince;

    /** Whether the watch closed it because of that. */
    private volatile boolean cutOff;

    /** HTTP/2 streams that are served: while there are any, the connection is not idle. */
    private final AtomicInteger requests = new AtomicInteger();

    private volatile long lastRequestEnded;
    private volatile @Nullable Runnable tellTimeout;
    private volatile @Nullable Runnable announce;
    /** Open while a client that was late is still being told so. */
    private volatile @Nullable CountDownLatch told;

    private volatile @Nullable Runnable farewell;
    private volatile BooleanSupplier alsoUnread = () -> false;
    private final AtomicBoolean announcing = new AtomicBoolean();

    private Runnable onRelease = () -> {};

    GuardedSocket(SocketChannel channel, ConnectionCounts counts, long now) {
        this.channel = channel;
        this.counts = counts;
        this.acceptedAt = now;
        this.lastRequestEnded = now;
        this.wait = new AtomicReference<>(new Wait(Wait.For.FIRST_BYTE, now));
    }

    long acceptedAt() {
        return acceptedAt;
    }

    /** What writes the answer when a head or a body is late; until it is set, nobody is told. */
    void tellTimeoutBy(Runnable how) {
        tellTimeout = how;
    }

    void announceEndBy(Runnable how) {
        announce = how;
    }

    /** What tells the client, below HTTP, that an idle connection ends; until it is set, it is just closed. */
    void sayFarewellBy(Runnable how) {
        farewell = how;
    }

    /** What knows of bytes that have been read and not handed on. */
    void alsoUnread(BooleanSupplier also) {
        alsoUnread = also;
    }

    /** Called before the socket comes under the watch. */
    void onRelease(Runnable then) {
        onRelease = then;
    }

    /** Begins to wait; false where the connection is over. */
    boolean begin(Wait next) {
        Wait current = current();
        return current.what() != Wait.For.OVER && wait.compareAndSet(current, next);
    }

    /** Ends {@code mine}; false where the watch has ended it already. */
    boolean end(Wait mine) {
        return wait.compareAndSet(mine, Wait.NOTHING);
    }

    boolean isOver() {
        return current().what() == Wait.For.OVER;
    }

    /** Whether it was closed because the client did not read. */
    boolean isCutOff() {
        return cutOff;
    }

    private Wait current() {
        return Objects.requireNonNull(wait.get());
    }

    void writing(long since) {
        writingSince = since;
    }

    void requestBegins() {
        requests.incrementAndGet();
    }

    void requestEnds(long now) {
        // First the time: whoever sees no request any more sees when it ended.
        lastRequestEnded = now;
        requests.decrementAndGet();
    }

    /** Called by the watch from time to time; false where there is nothing left to watch. */
    boolean check(long now, Limits limits) {
        if (!channel.isOpen()) {
            release();
            return false;
        }
        long since = writingSince;
        if (since != 0 && now - since > limits.write()) {
            counts.countTimeout(Timeout.WRITE);
            // Before it is closed, which is what others see.
            cutOff = true;
            abort();
            return true;
        }
        Wait current = current();
        boolean between = current.what() == Wait.For.NEXT_REQUEST;
        boolean busy = between && requests.get() > 0;
        long began = between && lastRequestEnded - current.since() > 0 ? lastRequestEnded : current.since();
        if (!busy && now - began > limits.of(current.what())) {
            expire(current, now);
        }
        return true;
    }

    /** The limits in nanoseconds. */
    record Limits(long header, long body, long idle, long write) {
        private static final long GOODBYE = Duration.ofSeconds(1).toNanos();

        static Limits of(ClientLimits limits) {
            return new Limits(
                    limits.headerTimeout().toNanos(),
                    limits.bodyTimeout().toNanos(),
                    limits.idleTimeout().toNanos(),
                    limits.writeTimeout().toNanos());
        }

        long of(Wait.For what) {
            return switch (what) {
                case FIRST_BYTE, HANDSHAKE, HEAD -> header;
                case BODY -> body;
                case NEXT_REQUEST -> idle;
                case GOODBYE, OVER -> GOODBYE;
                case NOTHING -> Long.MAX_VALUE;
            };
        }

        long shortest() {
            return Math.min(Math.min(header, body), Math.min(idle, write));
        }
    }

    private void expire(Wait late, long now) {
        boolean tells = late.what() == Wait.For.HEAD || late.what() == Wait.For.BODY;
        CountDownLatch latch = new CountDownLatch(tells ? 1 : 0);
        // Before it is over: from then on the connection's thread may look.
        told = latch;
        if (!wait.compareAndSet(late, new Wait(Wait.For.OVER, now))) {
            latch.countDown();
            return;
        }
        Runnable tell = tellTimeout;
        switch (late.what()) {
            case FIRST_BYTE, HANDSHAKE -> closeFor(Timeout.HEADER);
            case NEXT_REQUEST -> closeFor(Timeout.IDLE);
            case HEAD -> tell(Timeout.HEADER, tell, latch);
            case BODY -> tell(Timeout.BODY, tell, latch);
            case GOODBYE, OVER, NOTHING -> close();
        }
    }

    /** Waits until a client that was late has been told so, a second at most: whoever ends the connection may be quicker. */
    void awaitTold() throws InterruptedException {
        CountDownLatch latch = told;
        if (latch != null) {
            boolean _ = latch.await(Limits.GOODBYE, TimeUnit.NANOSECONDS);
        }
    }

    private void closeFor(Timeout which) {
        counts.countTimeout(which);
        closeIdle();
    }

    private void closeIdle() {
        Runnable how = farewell;
        if (how == null) {
            close();
            return;
        }
        // Writing may block, and the watch must not; if it does, the watch closes the socket.
        Thread.ofVirtual().name("farewell").start(() -> {
            try {
                how.run();
            } finally {
                close();
            }
        });
    }

    private void tell(Timeout which, @Nullable Runnable how, CountDownLatch latch) {
        counts.countTimeout(which);
        if (how == null) {
            close();
            latch.countDown();
            return;
        }
        // Writing may block, and the watch must not.
        Thread.ofVirtual().name("late client").start(() -> {
            try {
                how.run();
            } finally {
                latch.countDown();
            }
        });
    }

    /** Tells the client, if its protocol has words for it, that it must not ask anything more here. */
    void announceEnd() {
        Runnable announce = this.announce;
        if (announce != null && announcing.compareAndSet(false, true)) {
            // Writing may block.
            Thread.ofVirtual().name("goodbye").start(announce);
        }
    }

    /** Closes a connection that waits for its client between requests; one that is at work is left alone. */
    void closeIfIdle(long now) {
        Wait current = current();
        boolean idle = current.what() == Wait.For.FIRST_BYTE
                || (current.what() == Wait.For.NEXT_REQUEST && requests.get() == 0);
        if (idle && !hasUnread() && wait.compareAndSet(current, new Wait(Wait.For.OVER, now))) {
            closeIdle();
        }
    }

    /** Whether there is a request already that the connection's thread has not come to read yet. */
    private boolean hasUnread() {
        try {
            return alsoUnread.getAsBoolean()
                    || channel.socket().getInputStream().available() > 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** Says that nothing more will come, while the client may still be sending. */
    void shutdownOutput() {
        try {
            channel.shutdownOutput();
        } catch (IOException e) {
            close();
        }
    }

    void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // There is nothing that could be done better about a socket that does not close.
        }
    }

    /** Closes at once: what the client has not taken yet would otherwise stay in the kernel for minutes. */
    private void abort() {
        try {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        } catch (IOException | UnsupportedOperationException e) {
            // It is closed the slow way then.
        }
        close();
    }

    /** Gives the place back; only the first call counts. */
    void release() {
        if (released.compareAndSet(false, true)) {
            counts.closed();
            onRelease.run();
        }
    }
}
