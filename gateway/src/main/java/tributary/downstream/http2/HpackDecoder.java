package tributary.downstream.http2;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tributary.downstream.WireRequest.Field;

/**
 * Unpacks the header blocks of one connection (RFC 7541), in the order in which they came.
 *
 * <p>One byte of a block may stand for four kilobytes. Fields are kept only up to {@value #MOST_BYTES} bytes and
 * {@value #MOST_FIELDS} fields of a block; the rest is read, because it may change the table, and dropped. Sizes are
 * measured as the table's are, name and value and 32.
 */
final class HpackDecoder {
    static final int MOST_BYTES = 64 * 1024;
    static final int MOST_FIELDS = 1_000;

    /** The size of the table that we leave to the service, which is the one it has without a word from us. */
    private static final int TABLE = 4096;

    private static final int OVERHEAD = 32;

    /** What was put in last stands first. */
    private final List<Field> table = new ArrayList<>();

    private int tableSize;
    private int tableLimit = TABLE;

    private byte[] in = new byte[0];
    private int at;
    private int end;
    private byte[] unpacked = new byte[256];

    HeaderBlock decode(byte[] block, int from, int length) throws BrokenConnection {
        in = block;
        at = from;
        end = from + length;
        List<Field> fields = new ArrayList<>(16);
        long size = 0;
        boolean tooLarge = false;
        while (at < end) {
            int first = in[at] & 0xff;
            if ((first & 0xe0) == 0x20) {
                resize(fields.isEmpty());
                continue;
            }
            Field field = (first & 0x80) != 0 ? indexed() : literal((first & 0xc0) == 0x40);
            size += size(field);
            tooLarge |= size > MOST_BYTES || fields.size() == MOST_FIELDS;
            if (!tooLarge) {
                fields.add(field);
            }
        }
        return new HeaderBlock(fields, tooLarge);
    }

    private void resize(boolean first) throws BrokenConnection {
        int limit = integer(5);
        if (!first || limit > TABLE) {
            throw broken();
        }
        tableLimit = limit;
        evict();
    }

    private Field indexed() throws BrokenConnection {
        return field(integer(7));
    }

    private Field literal(boolean kept) throws BrokenConnection {
        int index = integer(kept ? 6 : 4);
        String name = index == 0 ? text() : field(index).name();
        Field field = new Field(name, text());
        if (kept) {
            table.addFirst(field);
            tableSize += size(field);
            evict();
        }
        return field;
    }

    private void evict() {
        while (tableSize > tableLimit) {
            tableSize -= size(table.removeLast());
        }
    }

    private Field field(int index) throws BrokenConnection {
        if (index == 0 || index > StaticTable.SIZE + table.size()) {
            throw broken();
        }
        return index <= StaticTable.SIZE ? StaticTable.field(index) : table.get(index - StaticTable.SIZE - 1);
    }

    private static int size(Field field) {
        return field.name().length() + field.value().length() + OVERHEAD;
    }

    private String text() throws BrokenConnection {
        boolean packed = at < end && in[at] < 0;
        int length = integer(7);
        if (length > end - at) {
            throw broken();
        }
        int from = at;
        at += length;
        if (!packed) {
            return new String(in, from, length, StandardCharsets.ISO_8859_1);
        }
        if (unpacked.length < Huffman.most(length)) {
            unpacked = new byte[Huffman.most(length)];
        }
        int count = Huffman.unpack(in, from, length, unpacked);
        if (count < 0) {
            throw broken();
        }
        return new String(unpacked, 0, count, StandardCharsets.ISO_8859_1);
    }

    /** An integer of which the first byte holds {@code bits} (RFC 7541, 5.1). */
    private int integer(int bits) throws BrokenConnection {
        if (at >= end) {
            throw broken();
        }
        int mask = (1 << bits) - 1;
        int value = in[at++] & mask;
        if (value < mask) {
            return value;
        }
        // Nothing in a block is longer than the block, so 28 bits are plenty.
        for (int shift = 0; shift < 28 && at < end; shift += 7) {
            int next = in[at++];
            value += (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw broken();
    }

    private static BrokenConnection broken() {
        return new BrokenConnection(Frame.COMPRESSION_ERROR, "a header block that cannot be unpacked");
    }
}
