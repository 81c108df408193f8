package tributary.jobs;

import java.security.SecureRandom;
import java.util.Base64;

/** The name of a job, which nobody guesses: 192 random bits, as 32 characters that a URL takes as they are. */
final class JobId {
    private static final int BYTES = 24;

    private JobId() {}

    static String next(SecureRandom random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
