package tributary.edge.connection;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import tributary.edge.connection.Refusal.Refused;

/**
 * Any bytes as a chunked request body: refused, unfinished or taken off alike however they are cut, and what was taken off
 * is what a plain reader of the grammar finds in them.
 */
public final class ChunksFuzz {
    /** What came of it: {@code at} is where it stopped, -1 where it was refused. */
    private record End(int at, boolean whole, String body) {
        private static final End REFUSED = new End(-1, false, "");
    }

    private ChunksFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        CRC32 crc = new CRC32();
        crc.update(data);
        End end = taken(data, data.length);
        check(end.equals(taken(data, 1)), "otherwise byte by byte");
        check(end.equals(taken(data, 2 + (int) (crc.getValue() % 40))), "otherwise in pieces");
        if (end.whole()) {
            plain(new String(data, 0, end.at(), StandardCharsets.ISO_8859_1), end.body());
        }
    }

    private static End taken(byte[] data, int piece) {
        ChunkCheck chunks = new ChunkCheck();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int at = 0;
        try {
            while (at < data.length && !chunks.atEnd()) {
                byte[] in = Arrays.copyOfRange(data, at, Math.min(data.length, at + piece));
                int taken = chunks.take(in, 0, in.length, out);
                check(taken == in.length || chunks.atEnd(), "stopped before the end");
                at += taken;
            }
        } catch (Refused e) {
            return End.REFUSED;
        }
        check(out.size() <= at, "more than was sent");
        return new End(at, chunks.atEnd(), out.toString(StandardCharsets.ISO_8859_1));
    }

    /** Reads it again as RFC 9112 has it, trusting that nothing is wrong. */
    private static void plain(String chunked, String body) {
        StringBuilder found = new StringBuilder();
        int at = 0;
        while (true) {
            int line = chunked.indexOf("\r\n", at);
            int size = Integer.parseInt(chunked.substring(at, line).split("[; \t]", 2)[0], 16);
            if (size == 0) {
                break;
            }
            found.append(chunked, line + 2, line + 2 + size);
            at = line + 2 + size + 2;
            check(chunked.startsWith("\r\n", at - 2), "a chunk without its end");
        }
        check(found.toString().equals(body), "another body");
        check(chunked.endsWith("\r\n\r\n"), "no end");
        check(chunked.indexOf("\r\n\r\n", at) == chunked.length() - 4, "an end before the end");
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }
}
