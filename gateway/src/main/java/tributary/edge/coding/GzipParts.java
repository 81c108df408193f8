package tributary.edge.coding;

import java.util.zip.CRC32;
import tributary.downstream.Bytes;

/**
 * One gzip body made part by part; each can be unpacked as soon as it is there.
 *
 * <p>Each part is packed by a deflater of its own, as pigz does it, which knows the last 4 KiB before it: between two parts, which
 * may be a long time, nothing is held outside of the heap, and so nothing must be given back when a stream ends, however it ends.
 * Against one deflater for all parts it costs a seventh more bytes.
 *
 * <p>Not thread-safe.
 */
public final class GzipParts {
    private static final int REMEMBERED = 4096;
    private static final byte[] NOTHING = {};

    /** A last block without anything in it. */
    private static final byte[] LAST_BLOCK = {3, 0};

    private final int level;
    private final PackingCounts counts;
    private final CRC32 sum = new CRC32();
    private long length;
    private byte[] before = NOTHING;
    private boolean begun;

    public GzipParts(int level, PackingCounts counts) {
        this.level = level;
        this.counts = counts;
    }

    /** The next part; the first one has the head before it. */
    public Bytes part(Bytes plain) {
        sum.update(plain.array(), plain.offset(), plain.length());
        length += plain.length();
        Bytes packed = Deflating.piece(head(), plain, before, level);
        before = Gzip.lastOf(before, plain, REMEMBERED);
        counts.count(plain.length(), packed.length());
        return packed;
    }

    /** What stands behind the last part. */
    public Bytes end() {
        byte[] head = head();
        byte[] end = new byte[head.length + LAST_BLOCK.length + Gzip.TAIL];
        System.arraycopy(head, 0, end, 0, head.length);
        System.arraycopy(LAST_BLOCK, 0, end, head.length, LAST_BLOCK.length);
        Gzip.tail(sum, length, end, head.length + LAST_BLOCK.length);
        counts.count(0, end.length);
        return Bytes.of(end);
    }

    private byte[] head() {
        byte[] head = begun ? NOTHING : Gzip.HEAD;
        begun = true;
        return head;
    }
}
