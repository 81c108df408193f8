package tributary.downstream.http1;

import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import tributary.downstream.Bytes;
import tributary.downstream.Failure;

/**
 * Unpacks a whole gzip body (RFC 1952), at most {@code most} bytes: a bomb is stopped while it unfolds. Unlike the JDK's
 * {@code GZIPInputStream} it takes nothing behind the last member, and does not take the end of the data for its end.
 */
final class Gunzip {
    private static final int HEADER = 10;
    private static final int TRAILER = 8;
    private static final int HEADER_CRC = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;
    private static final int RESERVED = 0xe0;

    private final byte[] packed;
    private final int end;
    private final int most;
    private int at;
    private byte[] unpacked;
    private int length;

    private Gunzip(Bytes packed, int most) throws WireException {
        this.packed = packed.array();
        this.most = most;
        at = packed.offset();
        end = packed.offset() + packed.length();
        // JSON shrinks to a quarter, more or less; if this guess is too small, it doubles.
        int guess = (int) Math.min(most, Math.max(1024, 4L * packed.length()));
        BodyReader.reserve(0, guess);
        unpacked = new byte[guess];
    }

    static Bytes unpack(Bytes packed, int most) throws WireException {
        Gunzip gunzip = new Gunzip(packed, most);
        Inflater inflater = new Inflater(true);
        try {
            // More than one member is legal, if rare; each is at least 18 bytes long, so this ends.
            while (gunzip.at < gunzip.end) {
                gunzip.header();
                gunzip.member(inflater);
                inflater.reset();
            }
        } catch (DataFormatException e) {
            throw invalid("is damaged");
        } finally {
            inflater.end();
        }
        return new Bytes(gunzip.unpacked, 0, gunzip.length);
    }

    private void header() throws WireException {
        int start = at;
        need(HEADER);
        int flags = packed[at + 3] & 0xff;
        boolean gzip = (packed[at] & 0xff) == 0x1f && (packed[at + 1] & 0xff) == 0x8b && packed[at + 2] == 8;
        if (!gzip || (flags & RESERVED) != 0) {
            throw invalid(length > 0 ? "has bytes behind its end" : "is none");
        }
        at += HEADER;
        if ((flags & EXTRA) != 0) {
            need(2);
            at += 2 + (int) little(2);
        }
        if ((flags & NAME) != 0) {
            skipText();
        }
        if ((flags & COMMENT) != 0) {
            skipText();
        }
        if ((flags & HEADER_CRC) != 0) {
            need(2);
            CRC32 crc = new CRC32();
            crc.update(packed, start, at - start);
            if ((crc.getValue() & 0xffff) != little(2)) {
                throw invalid("is damaged");
            }
            at += 2;
        }
        need(0);
    }

    private void skipText() throws WireException {
        do {
            need(1);
            at++;
        } while (packed[at - 1] != 0);
    }

    private void member(Inflater inflater) throws WireException, DataFormatException {
        int start = length;
        inflater.setInput(packed, at, end - at);
        while (!inflater.finished()) {
            if (length == unpacked.length && length < most) {
                int size = (int) Math.min(most, 2L * length);
                BodyReader.reserve(length, size);
                unpacked = Arrays.copyOf(unpacked, size);
            }
            int count = length < most ? inflater.inflate(unpacked, length, unpacked.length - length) : beyond(inflater);
            length += count;
            if (count == 0 && !inflater.finished() && (inflater.needsInput() || inflater.needsDictionary())) {
                throw invalid("ends too early");
            }
        }
        at = end - inflater.getRemaining();
        need(TRAILER);
        CRC32 crc = new CRC32();
        crc.update(unpacked, start, length - start);
        long crcSaid = little(4);
        at += 4;
        if (crc.getValue() != crcSaid || little(4) != length - start) {
            throw invalid("is damaged");
        }
        at += 4;
    }

    /** The output is full: what may still come is the end, but not another byte. */
    private int beyond(Inflater inflater) throws WireException, DataFormatException {
        if (inflater.inflate(new byte[1]) > 0) {
            throw new WireException(new Failure.TooLarge("the unpacked body is larger than " + most + " bytes"));
        }
        return 0;
    }

    private void need(int count) throws WireException {
        if (end - at < count) {
            throw invalid("ends too early");
        }
    }

    /** The number in the next {@code count} bytes, least significant first. */
    private long little(int count) {
        long number = 0;
        for (int i = count - 1; i >= 0; i--) {
            number = (number << 8) | (packed[at + i] & 0xff);
        }
        return number;
    }

    private static WireException invalid(String how) {
        return new WireException(new Failure.InvalidJson("the gzip body " + how));
    }
}
