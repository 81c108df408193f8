package tributary.edge.coding;

import java.util.Arrays;
import java.util.zip.Deflater;
import tributary.downstream.Bytes;

/**
 * Packs bytes that are all there into bytes that are all there (RFC 1951). The deflater's 256 KiB outside of the heap are taken
 * and given back in here, where nothing waits: there are never more of them than threads that run, beside those for bodies above
 * 128 KiB, which take as much themselves. A pool would save nothing: making one costs half a microsecond.
 *
 * <p>Not thread-safe.
 */
final class Deflating {
    /**
     * So much at once, which takes half a millisecond: a thread that computes keeps its processor from others, and, while zlib is
     * at an array, the collector from moving anything.
     */
    private static final int SLICE = 128 * 1024;

    /** More than what the end of a piece takes: with less room zlib would write that again and again. */
    private static final int ROOM = 64;

    private byte[] out;
    private int size;

    /** @param head what stands before */
    private Deflating(byte[] head, int capacity) {
        out = Arrays.copyOf(head, Math.max(capacity, head.length + ROOM));
        size = head.length;
    }

    /** {@code head} and then {@code plain}, packed to its end; behind it is room for {@code tail} bytes. */
    static Bytes whole(byte[] head, Bytes plain, int level, int tail) {
        return packed(head, plain, new byte[0], level, true, tail);
    }

    /** The same of a piece that more may follow, and that can be unpacked before that comes. */
    static Bytes piece(byte[] head, Bytes plain, byte[] before, int level) {
        return packed(head, plain, before, level, false, 0);
    }

    private static Bytes packed(byte[] head, Bytes plain, byte[] before, int level, boolean last, int tail) {
        Deflating deflating = new Deflating(head, head.length + ROOM + tail + plain.length() / 3);
        Deflater deflater = new Deflater(level, true);
        try {
            if (before.length > 0) {
                deflater.setDictionary(before);
            }
            deflating.pack(deflater, plain, last);
        } finally {
            deflater.end();
        }
        deflating.reserve(tail);
        return new Bytes(deflating.out, 0, deflating.size);
    }

    @SuppressWarnings("ThreadPriorityCheck") // nothing depends on who goes on first; but all should, now and then
    private void pack(Deflater deflater, Bytes plain, boolean last) {
        int at = 0;
        while (plain.length() - at > SLICE) {
            deflater.setInput(plain.array(), plain.offset() + at, SLICE);
            take(deflater, Deflater.NO_FLUSH);
            at += SLICE;
            Thread.yield();
        }
        deflater.setInput(plain.array(), plain.offset() + at, plain.length() - at);
        if (last) {
            deflater.finish();
        }
        take(deflater, last ? Deflater.NO_FLUSH : Deflater.SYNC_FLUSH);
    }

    /** Until it leaves room: then it has no more to give. */
    private void take(Deflater deflater, int flush) {
        int room;
        int taken;
        do {
            reserve(ROOM);
            room = out.length - size;
            taken = deflater.deflate(out, size, room, flush);
            size += taken;
        } while (taken == room);
    }

    private void reserve(int room) {
        if (out.length - size < room) {
            out = Arrays.copyOf(out, Math.max(size + room, 2 * out.length));
        }
    }
}
