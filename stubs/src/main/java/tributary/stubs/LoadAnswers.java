package tributary.stubs;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Finds the answer to a request's head. An answer is rendered when its target is first asked for and kept, at most
 * {@value #MOST} of them; later ones are rendered each time, as those of {@code /echo} are.
 *
 * <p>For one thread.
 */
final class LoadAnswers {
    private static final int MOST = 4096;
    private static final int LARGEST_BODY = 16 * 1024 * 1024;
    private static final int MOST_ELEMENTS = 100_000;
    private static final long LONGEST_DELAY_MILLIS = 60_000;

    private static final LoadAnswer NOT_FOUND = refusal("404 Not Found");
    private static final LoadAnswer NOT_A_GET = refusal("405 Method Not Allowed");

    /** Open addressing, never more than half full; looked up by the target's bytes, so that asking makes no garbage. */
    private final @Nullable Known[] known = new @Nullable Known[2 * MOST];

    private int count;

    /** The answer to the head that begins at {@code from} and ends before {@code end}. */
    LoadAnswer to(ByteBuffer in, int from, int end) {
        if (end - from < 5 || in.getInt(from) != 0x47455420 /* "GET " */) {
            return NOT_A_GET;
        }
        int start = from + 4;
        int stop = start;
        int hash = 1;
        for (byte octet = in.get(stop); octet != ' ' && octet != '\r'; octet = in.get(stop)) {
            hash = 31 * hash + octet;
            stop++;
        }
        int place = (hash ^ hash >>> 16) & known.length - 1;
        for (Known here = known[place]; here != null; here = known[place]) {
            if (here.is(in, start, stop)) {
                return here.answer;
            }
            place = place + 1 & known.length - 1;
        }
        byte[] target = new byte[stop - start];
        in.get(start, target);
        LoadAnswer answer = made(new String(target, StandardCharsets.ISO_8859_1));
        if (count < MOST && !startsWithEcho(target)) {
            known[place] = new Known(target, answer);
            count++;
        }
        return answer;
    }

    private static boolean startsWithEcho(byte[] target) {
        return target.length > 2 && target[1] == 'e';
    }

    private static LoadAnswer made(String target) {
        int query = target.indexOf('?');
        String[] path = (query < 0 ? target : target.substring(0, query)).split("/", -1);
        try {
            long delay = query < 0 ? 0 : delay(target.substring(query + 1));
            String kind = path.length > 1 ? path[1] : "";
            if (path.length == 2 && kind.equals("fail")) {
                return answer("503 Service Unavailable", "{\"failed\":true}", delay);
            }
            if (path.length != 3) {
                return NOT_FOUND;
            }
            return switch (kind) {
                case "json" -> answer("200 OK", LoadDocuments.object(number(path[2], LARGEST_BODY)), delay);
                case "list" -> answer("200 OK", LoadDocuments.list(number(path[2], MOST_ELEMENTS)), delay);
                case "echo" ->
                    path[2].matches("[A-Za-z0-9_-]+")
                            ? answer("200 OK", LoadDocuments.echo(path[2]), delay)
                            : NOT_FOUND;
                default -> NOT_FOUND;
            };
        } catch (NumberFormatException unusable) {
            return NOT_FOUND;
        }
    }

    private static LoadAnswer answer(String status, String document, long delayMillis) {
        return new LoadAnswer(
                LoadDocuments.rendered(status, document, false), TimeUnit.MILLISECONDS.toNanos(delayMillis), false);
    }

    private static LoadAnswer refusal(String status) {
        return new LoadAnswer(LoadDocuments.rendered(status, "{}", true), 0, true);
    }

    private static int number(String text, int most) {
        return Math.min(Integer.parseUnsignedInt(text), most);
    }

    private static long delay(String query) {
        for (String parameter : query.split("&", -1)) {
            if (parameter.startsWith("delay=")) {
                return Math.min(Integer.parseUnsignedInt(parameter, 6, parameter.length(), 10), LONGEST_DELAY_MILLIS);
            }
        }
        return 0;
    }

    private static final class Known {
        private final byte[] target;
        private final LoadAnswer answer;

        Known(byte[] target, LoadAnswer answer) {
            this.target = target;
            this.answer = answer;
        }

        boolean is(ByteBuffer in, int start, int stop) {
            if (stop - start != target.length) {
                return false;
            }
            for (int i = 0; i < target.length; i++) {
                if (in.get(start + i) != target[i]) {
                    return false;
                }
            }
            return true;
        }
    }
}
