package tributary.edge.connection;

import tributary.edge.connection.Refusal.Refused;
import tributary.plan.ClientLimits;

/**
 * Checks the head of an HTTP/1.1 request while it arrives, and says how its body is framed. What it lets pass can be read in
 * one way only (RFC 9112): lines end in CRLF and nothing else, a name is a token right before its colon, values hold no
 * control characters, there is one Host and at most one of Content-Length (digits) and Transfer-Encoding ({@code chunked}).
 *
 * <p>Each byte is looked at twice, once for the line's end and once for what it may be, however slowly they arrive. One
 * instance serves one message after the other; it is its connection's thread's own.
 */
final class HeadCheck {
    private static final int MAX_FIELDS = 200;
    private static final int MAX_METHOD = 64;
    private static final int MAX_EMPTY_LINES = 4;
    private static final int MAX_LENGTH_DIGITS = 18;
    private static final int VERSION_LENGTH = "HTTP/1.1".length();

    /** Bytes of the body that follow, where they are chunked. */
    static final long CHUNKED = -1;

    private final int maxHead;
    private final int maxTarget;

    private int start;
    private int line;
    private int scanned;
    private int emptyLines;
    private boolean requestLineSeen;
    private int fields;
    private int hosts;
    private boolean chunked;
    private boolean lengthSeen;
    private long length;
    private boolean close;

    HeadCheck(ClientLimits limits) {
        this.maxHead = limits.maxHeaderSize();
        this.maxTarget = limits.maxTarget();
    }

    /** Forgets the message before. */
    void reset() {
        start = 0;
        line = 0;
        scanned = 0;
        emptyLines = 0;
        requestLineSeen = false;
        fields = 0;
        hosts = 0;
        chunked = false;
        lengthSeen = false;
        length = 0;
        close = false;
    }

    /** Bytes before the request line that are no part of the message: empty lines are forgiven (RFC 9112, 2.2). */
    int start() {
        return start;
    }

    /** Bytes of the body, or {@link #CHUNKED}. */
    long bodyLength() {
        return chunked ? CHUNKED : length;
    }

    /** Whether the client will send nothing after this request. */
    boolean close() {
        return close;
    }

    /**
     * Goes on checking; {@code in[from]} is the message's first byte, in every call.
     *
     * @return how many bytes the head takes, or -1 where {@code to} comes before its end
     */
    int check(byte[] in, int from, int to) throws Refused {
        while (true) {
            int end = lineEnd(in, from + scanned, to);
            scanned = Math.max(0, end - from);
            if (end == to) {
                unfinished(in, from + line, to, to - from - start);
                return -1;
            }
            int begin = from + line;
            if (end == begin || in[end - 1] != '\r') {
                throw Refusal.malformed("a line does not end in CR LF");
            }
            scanned = end + 1 - from;
            line = scanned;
            boolean empty = end - 1 == begin;
            if (!requestLineSeen) {
                firstLine(in, begin, end - 1);
            } else if (!empty) {
                field(in, begin, end - 1);
            }
            if (scanned - start > maxHead) {
                throw Refusal.headTooLarge("at most " + maxHead + " bytes are taken");
            }
            if (requestLineSeen && empty) {
                checkWhole();
                return scanned;
            }
        }
    }

    private static int lineEnd(byte[] in, int from, int to) {
        for (int i = from; i < to; i++) {
            if (in[i] == '\n') {
                return i;
            }
        }
        return to;
    }

    /** Refuses as early as can be what cannot become a head any more, such as a TLS handshake. */
    private void unfinished(byte[] in, int begin, int to, int size) throws Refused {
        if (!requestLineSeen && begin < to && in[begin] != '\r') {
            int space = begin;
            while (space < to && Characters.isToken(in[space])) {
                space++;
            }
            boolean method = space > begin && space - begin <= MAX_METHOD && (space == to || in[space] == ' ');
            if (!method) {
                throw Refusal.malformed("the request does not begin with a method");
            }
            if (to - space > maxTarget + VERSION_LENGTH + 3) {
                throw Refusal.targetTooLong(maxTarget);
            }
        }
        if (size > maxHead) {
            throw Refusal.headTooLarge("at most " + maxHead + " bytes are taken");
        }
    }

    private void firstLine(byte[] in, int begin, int end) throws Refused {
        if (begin == end) {
            if (++emptyLines > MAX_EMPTY_LINES) {
                throw Refusal.malformed("too many empty lines before the request");
            }
            start = scanned;
            return;
        }
        requestLineSeen = true;
        int method = begin;
        while (method < end && Characters.isToken(in[method])) {
            method++;
        }
        if (method == begin || method - begin > MAX_METHOD || method == end || in[method] != ' ') {
            throw Refusal.malformed("the request does not begin with a method");
        }
        int target = method + 1;
        int space = target;
        while (space < end && Characters.isTarget(in[space])) {
            space++;
        }
        if (space - target > maxTarget) {
            throw Refusal.targetTooLong(maxTarget);
        }
        if (space == target || space == end || in[space] != ' ') {
            throw Refusal.malformed("the request line is not a method, a target and a version");
        }
        if (!hasTargetForm(in, target, space)
                && space + 1 < end
                && Characters.isToken(in[space + 1])
                && in[space + 1] != 'H') {
            // Three words that are none of HTTP/1.1's, such as a damaged preface of HTTP/2, whose clients take any
            // answer of this version for garbage (RFC 9113, 3.4).
            throw Refusal.notHttp();
        }
        version(in, space + 1, end);
    }

    /** A path, a URI, a host with its port, or an asterisk. */
    private static boolean hasTargetForm(byte[] in, int begin, int end) {
        for (int i = begin; i < end; i++) {
            if (in[i] == '/' || in[i] == ':' || in[i] == '*') {
                return true;
            }
        }
        return false;
    }

    private static void version(byte[] in, int begin, int end) throws Refused {
        boolean http = end - begin == VERSION_LENGTH
                && in[begin] == 'H'
                && in[begin + 1] == 'T'
                && in[begin + 2] == 'T'
                && in[begin + 3] == 'P'
                && in[begin + 4] == '/'
                && isDigit(in[begin + 5])
                && in[begin + 6] == '.'
                && isDigit(in[begin + 7]);
        if (!http) {
            throw Refusal.malformed("the request line does not end in a version of HTTP");
        }
        if (in[begin + 5] != '1' || in[begin + 7] != '1') {
            throw Refusal.otherVersion();
        }
    }

    private void field(byte[] in, int begin, int end) throws Refused {
        if (++fields > MAX_FIELDS) {
            throw Refusal.headTooLarge("at most " + MAX_FIELDS + " fields are taken");
        }
        int colon = checkField(in, begin, end);
        int from = colon + 1;
        while (from < end && Characters.isBlank(in[from])) {
            from++;
        }
        int to = end;
        while (to > from && Characters.isBlank(in[to - 1])) {
            to--;
        }
        switch (colon - begin) {
            case 4 -> {
                if (Characters.equal(in, begin, colon, "host")) {
                    hosts++;
                    host(in, from, to);
                }
            }
            case 10 -> {
                if (Characters.equal(in, begin, colon, "connection")) {
                    close |= hasToken(in, from, to, "close");
                }
            }
            case 14 -> {
                if (Characters.equal(in, begin, colon, "content-length")) {
                    contentLength(in, from, to);
                }
            }
            case 17 -> {
                if (Characters.equal(in, begin, colon, "transfer-encoding")) {
                    transferEncoding(in, from, to);
                }
            }
            default -> {
                // Not a field that decides where the message ends.
            }
        }
    }

    /** Where the colon is. A line that begins with a blank continues the one before as only old messages did: refused. */
    static int checkField(byte[] in, int begin, int end) throws Refused {
        int colon = begin;
        while (colon < end && Characters.isToken(in[colon])) {
            colon++;
        }
        if (colon == begin || colon == end || in[colon] != ':') {
            throw Refusal.malformed("a header field does not begin with a name and a colon");
        }
        for (int i = colon + 1; i < end; i++) {
            if (!Characters.isValue(in[i])) {
                throw Refusal.malformed("a header field's value holds a control character");
            }
        }
        return colon;
    }

    /** A host, and a port of digits behind the last colon; the colons of an IPv6 address stand in brackets. */
    private static void host(byte[] in, int from, int to) throws Refused {
        int end = to;
        while (end > from && isDigit(in[end - 1])) {
            end--;
        }
        boolean port = end > from && in[end - 1] == ':';
        end = port ? end - 1 : to;
        boolean literal = end - from > 2 && in[from] == '[' && in[end - 1] == ']';
        boolean legal = end > from;
        for (int i = literal ? from + 1 : from; legal && i < (literal ? end - 1 : end); i++) {
            legal = Characters.isHost(in[i]) || (literal && in[i] == ':');
        }
        if (!legal) {
            throw Refusal.malformed("the Host is none");
        }
    }

    private void contentLength(byte[] in, int from, int to) throws Refused {
        if (lengthSeen || from == to || to - from > MAX_LENGTH_DIGITS) {
            throw Refusal.malformed("the request needs one Content-Length, a number");
        }
        lengthSeen = true;
        for (int i = from; i < to; i++) {
            if (!isDigit(in[i])) {
                throw Refusal.malformed("the request needs one Content-Length, a number");
            }
            length = length * 10 + (in[i] - '0');
        }
    }

    private void transferEncoding(byte[] in, int from, int to) throws Refused {
        if (chunked || !Characters.equal(in, from, to, "chunked")) {
            throw Refusal.malformed("no Transfer-Encoding is taken but chunked");
        }
        chunked = true;
    }

    private void checkWhole() throws Refused {
        if (hosts != 1) {
            throw Refusal.malformed("the request needs one Host");
        }
        if (chunked && lengthSeen) {
            throw Refusal.malformed("the request has both Content-Length and Transfer-Encoding");
        }
    }

    private static boolean hasToken(byte[] in, int from, int to, String token) {
        int begin = from;
        for (int i = from; i <= to; i++) {
            if (i == to || in[i] == ',') {
                int end = i;
                while (begin < end && Characters.isBlank(in[begin])) {
                    begin++;
                }
                while (end > begin && Characters.isBlank(in[end - 1])) {
                    end--;
                }
                if (Characters.equal(in, begin, end, token)) {
                    return true;
                }
                begin = i + 1;
            }
        }
        return false;
    }

    private static boolean isDigit(byte c) {
        return c >= '0' && c <= '9';
    }
}
