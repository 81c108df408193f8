package tributary.plan;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How clients show who they are. What else they may show it by, such as a token, is a further component here.
 *
 * @param apiKeys null where nobody has a key
 */
public record AuthSpec(@Nullable ApiKeys apiKeys) {
    public static final AuthSpec NONE = new AuthSpec(null);

    /**
     * Keys sent in a header.
     *
     * @param header in lower case
     */
    public record ApiKeys(String header, List<ApiKey> keys) {
        public ApiKeys {
            keys = List.copyOf(keys);
        }
    }

    /** Whether clients can show who they are at all. */
    public boolean configured() {
        return apiKeys != null;
    }
}
