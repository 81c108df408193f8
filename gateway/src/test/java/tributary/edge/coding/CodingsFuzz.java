package tributary.edge.coding;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import tributary.downstream.Bytes;

/**
 * Any bytes as {@code Accept-Encoding}: never an exception, and nobody gets what it refuses; and as a body, whole or in parts: what
 * was packed comes out again.
 */
public final class CodingsFuzz {
    private CodingsFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) throws IOException {
        String field = new String(data, StandardCharsets.ISO_8859_1);
        String lower = field.toLowerCase(Locale.ROOT);
        check(
                !packs(Codings.of(field)) || lower.contains("gzip") || lower.contains("*"),
                "packed for who said nothing");
        check(!packs(Codings.of(field + ",gzip;q=0")), "packed for who refuses it");
        check(Codings.of(field + ",identity;q=0") != Codings.EITHER, "plain for who refuses it");
        check(same(Gzip.pack(Bytes.of(data), 2), data), "packed whole, it is another");
        check(same(inParts(data), data), "packed in parts, it is another");
    }

    private static boolean packs(Codings codings) {
        return codings == Codings.EITHER || codings == Codings.GZIP;
    }

    private static Bytes inParts(byte[] data) {
        GzipParts parts = new GzipParts(2, new PackingCounts());
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        int most = data.length == 0 ? 1 : 1 + (data[0] & 0x3f);
        for (int at = 0; at < data.length; at += most) {
            Bytes part = parts.part(new Bytes(data, at, Math.min(most, data.length - at)));
            all.write(part.array(), part.offset(), part.length());
        }
        all.writeBytes(parts.end().array());
        return Bytes.of(all.toByteArray());
    }

    private static boolean same(Bytes packed, byte[] data) throws IOException {
        try (var in = new GZIPInputStream(new ByteArrayInputStream(packed.array(), packed.offset(), packed.length()))) {
            return Arrays.equals(in.readAllBytes(), data);
        }
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }
}
