package tributary.downstream.http2;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import tributary.downstream.BodyRoom;
import tributary.downstream.Bytes;
import tributary.downstream.Failure;
import tributary.downstream.WireAnswer;
import tributary.downstream.WireRequest.Field;
import tributary.downstream.http1.HttpText;
import tributary.downstream.http1.WireException;

/**
 * Puts one answer together from what its stream brings, and refuses what RFC 9113, 8.1 to 8.3, calls malformed. Memory grows
 * with what has come, not with what was announced. Interim answers and trailers are checked and dropped.
 *
 * <p>The status counts more than the body: where an answer other than 2xx is too large, or there is no memory for it, it stands
 * without its body. So does
 * one that can have none (to HEAD, 204, 304), whatever the service sends.
 */
final class AnswerBuilder {
    private static final int MOST_INTERIM = 10;
    private static final int FIRST = 4 * 1024;
    private static final Set<String> OF_HTTP_1 =
            Set.of("connection", "proxy-connection", "keep-alive", "transfer-encoding", "upgrade");

    private final boolean toHead;
    private final int most;
    private final BodyRoom.Growth room;

    private boolean began;
    private int interim;
    private int status;
    private List<Field> fields = List.of();
    private long announced = -1;
    private boolean trailed;
    private byte[] body = Bytes.NONE.array();
    private long length;

    /**
     * @param toHead whether the request was a HEAD
     * @param most bytes of a body
     * @param room where these bytes are counted
     */
    AnswerBuilder(boolean toHead, int most, BodyRoom.Growth room) {
        this.toHead = toHead;
        this.most = most;
        this.room = room;
    }

    /** Whether anything of the answer has come. */
    boolean began() {
        return began;
    }

    /**
     * Takes a header block.
     *
     * @param last whether the stream ended with it
     * @return whether the answer stands and nothing more of it is wanted, although more may come
     */
    boolean head(HeaderBlock block, boolean last) throws WireException {
        began = true;
        if (block.tooLarge()) {
            throw new WireException(new Failure.TooLarge("the head is larger than " + HpackDecoder.MOST_BYTES
                    + " bytes or " + HpackDecoder.MOST_FIELDS + " fields"));
        }
        if (status != 0) {
            trailers(block.fields(), last);
            return false;
        }
        int said = checked(block.fields());
        if (said < 200) {
            if (said == 101) {
                throw WireException.malformed("switched protocols unasked");
            }
            if (last || ++interim > MOST_INTERIM) {
                throw WireException.malformed(last ? "no final status" : "too many interim answers");
            }
            return false;
        }
        status = said;
        fields = block.fields().subList(1, block.fields().size());
        fields.replaceAll(AnswerBuilder::trimmed);
        announced = announced(fields);
        if (announced > most && hasBody()) {
            if (successful()) {
                throw tooLarge();
            }
            return true;
        }
        return false;
    }

    /** Takes a piece of the body; returns as {@link #head}. */
    boolean data(byte[] from, int offset, int count) throws WireException {
        if (status == 0 || trailed) {
            throw WireException.malformed("a body before its head, or behind its end");
        }
        length += count;
        if (length > most && hasBody() && successful()) {
            throw tooLarge();
        }
        if (length > most || !hasBody()) {
            return length > most;
        }
        if (length > body.length && !grows()) {
            if (successful()) {
                throw new WireException(new Failure.Overloaded());
            }
            return true;
        }
        System.arraycopy(from, offset, body, (int) length - count, count);
        return false;
    }

    private boolean grows() {
        long first = announced >= 0 ? announced : FIRST;
        // What was announced is believed for the first 64 KiB; beyond that, what has come is doubled.
        long wanted = Math.max(Math.min(first, 16L * FIRST), 2L * body.length);
        int size = (int) Math.max(length, Math.min(most, wanted));
        if (!room.grows(body.length, size)) {
            return false;
        }
        body = Arrays.copyOf(body, size);
        return true;
    }

    /** The answer, its stream having ended. */
    WireAnswer ended() throws WireException {
        if (status == 0) {
            throw WireException.malformed("no final status");
        }
        if (hasBody() && announced >= 0 && announced != length) {
            throw WireException.malformed("another length than it says");
        }
        return new WireAnswer(status, fields, hasBody() ? new Bytes(body, 0, (int) length) : Bytes.NONE);
    }

    /** The answer without its body. */
    WireAnswer alone() {
        return new WireAnswer(status, fields, Bytes.NONE);
    }

    private boolean hasBody() {
        return !toHead && status != 204 && status != 304;
    }

    private boolean successful() {
        return status / 100 == 2;
    }

    /** Checks the fields of a head and returns its status. */
    private static int checked(List<Field> fields) throws WireException {
        if (fields.isEmpty() || !fields.getFirst().name().equals(":status")) {
            throw WireException.malformed("no status at its beginning");
        }
        for (Field field : fields.subList(1, fields.size())) {
            check(field);
        }
        String said = fields.getFirst().value();
        int status = said.length() == 3 && digits(said) ? Integer.parseInt(said) : 0;
        if (status < 100 || status > 599) {
            throw WireException.malformed("a status that is none");
        }
        return status;
    }

    private void trailers(List<Field> trailers, boolean last) throws WireException {
        if (!last || trailed) {
            throw WireException.malformed("a second head");
        }
        trailed = true;
        for (Field field : trailers) {
            check(field);
        }
    }

    /** A field with a pseudo-header's name fails here too: a colon may not stand in a name. */
    private static void check(Field field) throws WireException {
        String name = field.name();
        boolean good = !name.isEmpty();
        for (int i = 0; good && i < name.length(); i++) {
            char c = name.charAt(i);
            good = HttpText.inToken(c) && !(c >= 'A' && c <= 'Z');
        }
        if (!good) {
            throw WireException.malformed("a malformed header field");
        }
        for (int i = 0; i < field.value().length(); i++) {
            if (!HttpText.inValue((byte) field.value().charAt(i))) {
                throw WireException.malformed("a control character in a header field");
            }
        }
        if (OF_HTTP_1.contains(name)) {
            throw WireException.malformed("a header field of HTTP/1.1's connections");
        }
    }

    /** Blanks around a value break the protocol (RFC 9113, 8.2.1) but no reader disagrees on what is meant. */
    private static Field trimmed(Field field) {
        String value = field.value();
        int from = 0;
        int end = value.length();
        while (from < end && blank(value.charAt(from))) {
            from++;
        }
        while (end > from && blank(value.charAt(end - 1))) {
            end--;
        }
        return end - from == value.length() ? field : new Field(field.name(), value.substring(from, end));
    }

    private static boolean blank(char c) {
        return c == ' ' || c == '\t';
    }

    private static long announced(List<Field> fields) throws WireException {
        long length = -1;
        for (Field field : fields) {
            if (field.name().equals("content-length")) {
                if (length >= 0) {
                    throw WireException.malformed("two lengths");
                }
                String said = field.value();
                if (said.length() > 18 || !digits(said)) {
                    throw WireException.malformed("a length that is none");
                }
                length = Long.parseLong(said);
            }
        }
        return length;
    }

    private static boolean digits(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return !text.isEmpty();
    }

    private WireException tooLarge() {
        return new WireException(new Failure.TooLarge("the body is larger than " + most + " bytes"));
    }
}
