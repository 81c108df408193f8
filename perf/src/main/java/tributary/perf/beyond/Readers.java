package tributary.perf.beyond;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import tributary.perf.holding.Client;

/**
 * Clients that ask for a stream and read it slowly, a few bytes every half second; every tenth reads nothing at all.
 *
 * <p>Owns a thread, which reads for all. {@link #close} leaves and waits for it.
 */
final class Readers implements AutoCloseable {
    static final int SILENT_EVERY = 10;

    /** They read in turn, so that not all do at once. */
    private static final int TURNS = 10;

    private static final long TURN_MILLIS = 500 / TURNS;

    private final List<NarrowSocket> open = new CopyOnWriteArrayList<>();
    private final int bytes;
    private final Thread reading;
    private volatile boolean closed;

    private Readers(int bytes) {
        this.bytes = bytes;
        this.reading = Thread.ofPlatform().name("slow readers").unstarted(this::read);
    }

    /**
     * Opens them one after the other.
     *
     * @param perSecond how many are opened
     * @param bytes how much each reads every half second
     */
    static Readers open(int port, String path, int count, double perSecond, int bytes)
            throws IOException, InterruptedException {
        byte[] request = Client.request("GET " + path, "accept: text/event-stream\r\n");
        Readers readers = new Readers(bytes);
        readers.reading.start();
        boolean all = false;
        try {
            long start = System.nanoTime();
            for (int i = 0; i < count; i++) {
                long due = start + Math.round(i * 1e9 / perSecond);
                TimeUnit.NANOSECONDS.sleep(Math.max(due - System.nanoTime(), 0));
                readers.open.add(NarrowSocket.ask(port, request));
            }
            all = true;
            return readers;
        } finally {
            if (!all) {
                readers.close();
            }
        }
    }

    private void read() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment into = arena.allocate(bytes);
            boolean[] ended = new boolean[1 << 16];
            for (int turn = 0; !closed; turn++) {
                TimeUnit.MILLISECONDS.sleep(TURN_MILLIS);
                int all = Math.min(open.size(), ended.length);
                for (int i = turn % TURNS; i < all; i += TURNS) {
                    ended[i] = ended[i] || (i % SILENT_EVERY != 0 && ends(i, into));
                }
            }
        } catch (InterruptedException e) {
            // Nobody does that; it ends when it is closed.
        }
    }

    private boolean ends(int number, MemorySegment into) {
        try (Arena arena = Arena.ofConfined()) {
            return open.get(number).read(arena, into) < 0;
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            reading.join();
        } catch (InterruptedException cancelled) {
            Thread.currentThread().interrupt();
        }
        open.forEach(NarrowSocket::close);
    }
}
