package tributary.edge;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** The name of a request in answers and logs. */
final class RequestId {
    private static final int MAX_LENGTH = 128;

    private RequestId() {}

    /** The client's own id where it is harmless to repeat, else a random one of 128 bits. It is no secret. */
    static String of(@Nullable String sent) {
        if (sent != null
                && !sent.isEmpty()
                && sent.length() <= MAX_LENGTH
                && sent.chars().allMatch(RequestId::harmless)) {
            return sent;
        }
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return HexFormat.of().toHexDigits(random.nextLong()) + HexFormat.of().toHexDigits(random.nextLong());
    }

    private static boolean harmless(int c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || "-_.:=+/".indexOf(c) >= 0;
    }
}
