package tributary.edge.client;

import org.jspecify.annotations.Nullable;
import tributary.plan.Address;
import tributary.plan.ApiKey;

/**
 * Who asks. The claims of a token, once there are tokens, are a further component.
 *
 * @param address where the request comes from, as far as that is believed
 * @param key which it was sent with; null for a client that nobody knows
 */
public record Caller(Address address, @Nullable ApiKey key) {
    /** The same for all requests of one who asks, whatever addresses he has: by the key's owner, else by the address's holder. */
    public int identity() {
        return key == null ? address.holder().hashCode() : key.owner().hashCode();
    }

    /** Whose key it is; empty where there is none. */
    public String owner() {
        return key == null ? "" : key.owner();
    }

    /** That of the key; empty where there is none. */
    public String tier() {
        return key == null ? "" : key.tier();
    }
}
