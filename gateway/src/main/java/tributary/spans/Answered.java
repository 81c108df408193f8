package tributary.spans;

import java.util.Optional;

/**
 * Reads how many spans a collector did not take from its answer to an export: {@code partial_success} (field 1) and in it {@code
 * rejected_spans} (field 1) of {@code ExportTraceServiceResponse}. Whatever it does not know it skips; bytes that are no such message
 * count as an answer that rejects nothing, since it was a 2xx. Pure.
 */
final class Answered {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int LENGTH = 2;
    private static final int FIXED32 = 5;

    private final byte[] bytes;
    private final int end;
    private int at;

    private Answered(byte[] bytes, int start, int end) {
        this.bytes = bytes;
        this.at = start;
        this.end = end;
    }

    /** From 0 to {@code sent}. */
    static int rejected(byte[] answer, int sent) {
        Answered whole = new Answered(answer, 0, answer.length);
        long rejected = whole.find(1, LENGTH)
                .map(length -> new Answered(answer, whole.at, (int) (whole.at + length)))
                .flatMap(partial -> partial.find(1, VARINT))
                .orElse(0L);
        return Math.clamp(rejected, 0, sent);
    }

    /** The first field of that number and type: its value, or the length of what begins at {@link #at}. */
    private Optional<Long> find(int field, int type) {
        while (at < end) {
            long tag = varint();
            int found = (int) tag & 7;
            long length =
                    switch (found) {
                        case VARINT -> varint();
                        case FIXED64 -> 8;
                        case FIXED32 -> 4;
                        case LENGTH -> varint();
                        // Groups are not used any more.
                        default -> Long.MAX_VALUE;
                    };
            boolean fits = found == VARINT || (length >= 0 && length <= end - at);
            if (!fits) {
                return Optional.empty();
            }
            if (tag >>> 3 == field && found == type) {
                return Optional.of(length);
            }
            at += found == VARINT ? 0 : (int) length;
        }
        return Optional.empty();
    }

    private long varint() {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE && at < end; shift += 7) {
            byte next = bytes[at++];
            value |= (next & 0x7FL) << shift;
            if (next >= 0) {
                break;
            }
        }
        return value;
    }
}
