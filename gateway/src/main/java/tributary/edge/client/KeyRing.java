package tributary.edge.client;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tributary.plan.ApiKey;

/**
 * The keys that are known, found by their digests.
 *
 * <p>How long it takes tells nothing that helps to guess: what is compared is the digest of what was sent, of which nobody can
 * choose a part without having tried as many keys, and whole digests are compared in constant time, against a decoy where no
 * other is there. Immutable.
 */
public final class KeyRing {
    private static final HexFormat HEX = HexFormat.of();
    private static final Kept DECOY = new Kept(new byte[32], new ApiKey("0".repeat(64), "", ""));

    private final Map<Long, List<Kept>> byBeginning = new HashMap<>();

    public KeyRing(List<ApiKey> keys) {
        for (ApiKey key : keys) {
            byte[] digest = HEX.parseHex(key.sha256());
            byBeginning
                    .computeIfAbsent(beginning(digest), _ -> new ArrayList<>(1))
                    .add(new Kept(digest, key));
        }
    }

    /** A key beside its digest's bytes. */
    private static final class Kept {
        private final byte[] digest;
        private final ApiKey key;

        Kept(byte[] digest, ApiKey key) {
            this.digest = digest;
            this.key = key;
        }
    }

    /** The key that {@code sent} is, or null. */
    public @Nullable ApiKey find(String sent) {
        byte[] digest = sha256(sent);
        ApiKey found = null;
        for (Kept kept : byBeginning.getOrDefault(beginning(digest), List.of(DECOY))) {
            if (MessageDigest.isEqual(kept.digest, digest) && kept != DECOY) {
                found = kept.key;
            }
        }
        return found;
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static long beginning(byte[] digest) {
        long beginning = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            beginning = (beginning << 8) | (digest[i] & 0xff);
        }
        return beginning;
    }
}
