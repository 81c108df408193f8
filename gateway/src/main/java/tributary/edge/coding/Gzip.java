package tributary.edge.coding;

import java.util.Arrays;
import java.util.zip.CRC32;
import tributary.downstream.Bytes;

/** Makes gzip (RFC 1952) of whole bodies. Stateless. */
public final class Gzip {
    /** Deflate, no name, no time, by no system in particular. */
    static final byte[] HEAD = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};

    static final int TAIL = 8;

    private Gzip() {}

    /** @param level from 1, the quickest, to 9, the smallest */
    public static Bytes pack(Bytes plain, int level) {
        CRC32 sum = new CRC32();
        sum.update(plain.array(), plain.offset(), plain.length());
        Bytes packed = Deflating.whole(HEAD, plain, level, TAIL);
        tail(sum, plain.length(), packed.array(), packed.length());
        return new Bytes(packed.array(), 0, packed.length() + TAIL);
    }

    /** Writes the sum and the length of what was packed, lowest byte first. */
    static void tail(CRC32 sum, long length, byte[] into, int at) {
        long tail = sum.getValue() | length << 32;
        for (int i = 0; i < TAIL; i++) {
            into[at + i] = (byte) (tail >>> (8 * i));
        }
    }

    /** The last bytes of {@code before} and then {@code next}, so many at most. */
    static byte[] lastOf(byte[] before, Bytes next, int most) {
        int fromNext = Math.min(most, next.length());
        int fromBefore = Math.min(most - fromNext, before.length);
        byte[] last = Arrays.copyOfRange(before, before.length - fromBefore, before.length + fromNext);
        System.arraycopy(next.array(), next.offset() + next.length() - fromNext, last, fromBefore, fromNext);
        return last;
    }
}
