package tributary.downstream.http1;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import tributary.downstream.Bytes;

/**
 * Any bytes as a gzip body: refused, or what the JDK makes of them, and never more than the limit; and what was packed comes
 * back, but not when a byte of it is missing.
 */
public final class GunzipFuzz {
    private static final int MOST = 5_000;

    private GunzipFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) throws Exception {
        Bytes unpacked = unpacked(data);
        if (unpacked != null) {
            check(unpacked.length() <= MOST, "more than the limit");
            check(data.length == 0 || Arrays.equals(bytes(unpacked), byTheJdk(data)), "not what the JDK makes of it");
        }
        byte[] packed = packed(data);
        Bytes again = unpacked(packed);
        check(again == null ? data.length > MOST : Arrays.equals(bytes(again), data), "not what was packed");
        check(unpacked(Arrays.copyOf(packed, packed.length - 1)) == null, "taken although cut off");
    }

    /** Null where it is refused. It lies in the middle of an array, as a body does. */
    private static Bytes unpacked(byte[] data) {
        byte[] around = new byte[data.length + 6];
        System.arraycopy(data, 0, around, 3, data.length);
        try {
            return Gunzip.unpack(new Bytes(around, 3, data.length), MOST);
        } catch (WireException e) {
            return null;
        }
    }

    private static byte[] bytes(Bytes bytes) {
        return Arrays.copyOfRange(bytes.array(), bytes.offset(), bytes.offset() + bytes.length());
    }

    private static byte[] byTheJdk(byte[] data) throws IOException {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(data))) {
            return in.readAllBytes();
        }
    }

    private static byte[] packed(byte[] data) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(data);
        }
        return out.toByteArray();
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }
}
