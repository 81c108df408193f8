package tributary.spans;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes one message in the binary form of Protocol Buffers: fields, in the order in which they are added. As in version 3, empty texts
 * and zeros are left out where that is what a reader takes them for anyway. Not thread-safe.
 *
 * <p>Source: https://protobuf.dev/programming-guides/encoding/.
 */
final class Message {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int LENGTH = 2;
    private static final int FIXED32 = 5;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Message text(int field, String value) {
        return value.isEmpty() ? this : bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    Message message(int field, Message value) {
        return bytes(field, value.toBytes());
    }

    Message bytes(int field, byte[] value) {
        tag(field, LENGTH);
        varint(value.length);
        out.writeBytes(value);
        return this;
    }

    /** Eight bytes, the highest first: how ids are written. */
    Message id(int field, long... words) {
        tag(field, LENGTH);
        varint(8L * words.length);
        for (long word : words) {
            for (int shift = 56; shift >= 0; shift -= 8) {
                out.write((int) (word >>> shift));
            }
        }
        return this;
    }

    /** A whole number, zero too. */
    Message number(int field, long value) {
        tag(field, VARINT);
        varint(value);
        return this;
    }

    Message fixed64(int field, long value) {
        tag(field, FIXED64);
        lowestFirst(value, 8);
        return this;
    }

    Message fixed32(int field, int value) {
        tag(field, FIXED32);
        lowestFirst(value, 4);
        return this;
    }

    byte[] toBytes() {
        return out.toByteArray();
    }

    private void tag(int field, int type) {
        varint((long) field << 3 | type);
    }

    private void varint(long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            out.write((int) ((rest & 0x7F) | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    private void lowestFirst(long value, int bytes) {
        for (int i = 0; i < bytes; i++) {
            out.write((int) (value >>> (8 * i)));
        }
    }
}
