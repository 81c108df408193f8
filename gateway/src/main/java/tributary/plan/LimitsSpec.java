package tributary.plan;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tributary.resilience.Quota;

/**
 * How much may be asked.
 *
 * @param global by all together; null for no limit
 * @param perClient by each; null for no limit
 */
public record LimitsSpec(@Nullable Quota global, @Nullable PerClient perClient) {
    public static final LimitsSpec NONE = new LimitsSpec(null, null);

    /**
     * A limit for each client.
     *
     * @param usual for everybody without a tier that is named here
     * @param by what tells clients apart: the first that a request has
     * @param maxClients how many are told apart at the same time
     */
    public record PerClient(Quota usual, List<By> by, Map<String, Quota> tiers, int maxClients) {
        public PerClient {
            by = List.copyOf(by);
            tiers = Collections.unmodifiableMap(new LinkedHashMap<>(tiers));
        }
    }

    /** What tells one client from another. */
    public enum By {
        API_KEY,
        /** The owner of the API key, who may have several. */
        OWNER,
        /** The subject of a token. No request has one yet. */
        CLAIMS_SUB,
        IP
    }
}
