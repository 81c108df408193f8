package tributary.plan;

import java.util.Locale;

/**
 * Somebody's key, of which we only know the digest.
 *
 * @param sha256 of the key's bytes, 64 hexadecimal digits in lower case
 * @param owner whose it is
 * @param tier by which its limits may differ; empty for the usual ones
 */
public record ApiKey(String sha256, String owner, String tier) {
    public ApiKey {
        sha256 = sha256.toLowerCase(Locale.ROOT);
    }

    /** Digests are no secrets, but nobody needs them in a log either. */
    @Override
    public String toString() {
        return "key of " + owner;
    }
}
