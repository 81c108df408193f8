package tributary.jobs;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import tributary.json.JsonException;
import tributary.json.JsonOutput;
import tributary.json.JsonParser;
import tributary.json.JsonValue;

/** A document as bytes with their checksum before them: the store's own checks leave out what lies within its pages. */
final class Sealed {
    private static final int SUM = 4;

    private Sealed() {}

    static byte[] seal(JsonValue document) {
        JsonOutput out = new JsonOutput(document.roughSize());
        document.writeTo(out);
        ByteBuffer sealed = ByteBuffer.allocate(SUM + out.size());
        sealed.putInt(sum(out.array(), 0, out.size())).put(out.array(), 0, out.size());
        return sealed.array();
    }

    /** Null where the bytes are not those that were sealed. */
    static @Nullable JsonValue open(byte[] sealed) {
        if (sealed.length < SUM || ByteBuffer.wrap(sealed).getInt() != sum(sealed, SUM, sealed.length - SUM)) {
            return null;
        }
        try {
            return JsonParser.parse(sealed, SUM, sealed.length - SUM);
        } catch (JsonException e) {
            return null;
        }
    }

    private static int sum(byte[] bytes, int offset, int length) {
        CRC32C sum = new CRC32C();
        sum.update(bytes, offset, length);
        return (int) sum.getValue();
    }
}
