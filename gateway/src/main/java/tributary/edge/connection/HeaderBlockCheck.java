package tributary.edge.connection;

import io.helidon.common.buffers.BufferData;
import io.helidon.http.http2.Http2HuffmanDecoder;
import java.util.Arrays;

/**
 * Says how large a compressed header block (RFC 7541) may become, without decompressing it: one byte of it may stand for
 * four kilobytes. Sizes are bounds from above, by the measure of RFC 9113, 6.5.2 (name, value and 32 for each field): a
 * Huffman-coded text is taken for 8/5 of its bytes, since no code is shorter than five bits.
 *
 * <p>A field that is to be kept in the table, but is larger than the whole of it, does not fit either. That would be legal
 * (RFC 7541, 4.4: it empties the table), but the server would look for room for ever. Encoders do not keep such fields.
 *
 * <p>It keeps the sizes of what the blocks before have put into the dynamic table. It keeps the youngest
 * {@value #MAX_ENTRIES} of them and evicts nothing else: the table of 4 KiB can hold no more, entries are numbered from the
 * youngest, and a number beyond the real table's end is an error that the server finds.
 *
 * <p>Malformed blocks are the server's to refuse; what was counted until then is returned. Its connection's thread's own.
 */
final class HeaderBlockCheck {
    /** As many of 32 bytes as fit into the table of 4096 that the server announces. */
    private static final int MAX_ENTRIES = 128;

    /** The size of the table that the server announces; a block may make it smaller. */
    private static final int TABLE_SIZE = 4096;

    private static final int STATIC_ENTRIES = 61;
    /** No name, nor name with value, of the static table is longer. */
    private static final int STATIC_SIZE = 28;

    private static final int FIELD_OVERHEAD = 32;

    private final int maxSize;
    private final int maxFields;
    private final int[] names = new int[MAX_ENTRIES];
    private final int[] values = new int[MAX_ENTRIES];
    /** Entries ever put into the table. */
    private int entries;

    private int tableSize = TABLE_SIZE;
    private boolean tooLargeToKeep;
    private final Http2HuffmanDecoder huffman = Http2HuffmanDecoder.create();

    private byte[] in = {};
    private int at;
    private boolean broken;

    HeaderBlockCheck(int maxSize, int maxFields) {
        this.maxSize = maxSize;
        this.maxFields = maxFields;
    }

    /** Whether the block stays within the bounds. */
    boolean fits(byte[] block, int length) {
        in = Arrays.copyOf(block, length);
        at = 0;
        broken = false;
        long size = 0;
        int fields = 0;
        while (at < in.length && !broken) {
            int first = in[at] & 0xff;
            if ((first & 0xe0) == 0x20) {
                // The table's size changes. It takes no field's place, but a
                // byte: there are no more of them than bytes.
                tableSize = Math.min(TABLE_SIZE, integer(5));
                continue;
            }
            size += FIELD_OVERHEAD + ((first & 0x80) != 0 ? indexed() : literal(first));
            if (++fields > maxFields || size > maxSize || tooLargeToKeep) {
                return false;
            }
        }
        return true;
    }

    private long indexed() {
        int index = integer(7);
        int entry = entry(index);
        return index <= STATIC_ENTRIES ? STATIC_SIZE : entry < 0 ? 0 : (long) names[entry] + values[entry];
    }

    private long literal(int first) {
        boolean kept = (first & 0xc0) == 0x40;
        int index = integer(kept ? 6 : 4);
        int entry = entry(index);
        int nameAt = at;
        int name = index == 0 ? text() : index <= STATIC_ENTRIES ? STATIC_SIZE : entry < 0 ? 0 : names[entry];
        int valueAt = at;
        int value = text();
        if (kept && !broken) {
            if (name + value + FIELD_OVERHEAD > tableSize) {
                // Our bounds are too high by up to a half; here it is worth knowing.
                int exact = (index == 0 ? exactly(nameAt) : name) + exactly(valueAt) + FIELD_OVERHEAD;
                tooLargeToKeep = exact > tableSize;
            }
            names[entries % MAX_ENTRIES] = name;
            values[entries % MAX_ENTRIES] = value;
            entries++;
        }
        return (long) name + value;
    }

    /** Where the dynamic table's entry of this number is kept, or -1. */
    private int entry(int index) {
        int age = index - STATIC_ENTRIES - 1;
        return age < 0 || age >= Math.min(entries, MAX_ENTRIES) ? -1 : (entries - 1 - age) % MAX_ENTRIES;
    }

    /** A text's length when it is unpacked, at most. */
    private int text() {
        if (at >= in.length) {
            broken = true;
            return 0;
        }
        boolean huffman = (in[at] & 0x80) != 0;
        int length = integer(7);
        if (length > in.length - at) {
            broken = true;
            return 0;
        }
        at += length;
        return huffman ? length * 8 / 5 : length;
    }

    /** The length, unpacked, of the text at {@code from}, which {@link #text} has seen. */
    private int exactly(int from) {
        int end = at;
        at = from;
        boolean packed = (in[at] & 0x80) != 0;
        int length = integer(7);
        int begin = at;
        at = end;
        if (!packed) {
            return length;
        }
        try {
            byte[] text = Arrays.copyOfRange(in, begin, begin + length);
            return huffman.decodeString(BufferData.create(text), length).length();
        } catch (RuntimeException e) {
            // No Huffman code: the server refuses it before it looks for room.
            return 0;
        }
    }

    /** An integer whose first byte lends it {@code bits}. */
    private int integer(int bits) {
        int mask = (1 << bits) - 1;
        int value = in[at++] & mask;
        if (value < mask) {
            return value;
        }
        for (int shift = 0; shift < 28; shift += 7) {
            if (at >= in.length) {
                break;
            }
            int b = in[at++];
            value += (b & 0x7f) << shift;
            if (b >= 0) {
                return value;
            }
        }
        broken = true;
        return 0;
    }
}
