package tributary.edge.limits;

import tributary.resilience.Quota;
import tributary.resilience.Quota.Decision;

/**
 * A quota under the name that clients know it by, as the fields of draft-ietf-httpapi-ratelimit-headers-10 tell it.
 *
 * @param text its item of {@code RateLimit-Policy}
 */
record Policy(String name, Quota quota, String text) {
    static Policy of(String name, Quota quota) {
        return new Policy(name, quota, '"' + name + "\";q=" + quota.burst() + ";w=" + quota.windowSeconds());
    }

    /** Its item of {@code RateLimit}. */
    String state(Decision decision) {
        // Whoever is refused and comes again after t is granted.
        return '"' + name + "\";r=" + decision.remaining() + ";t=" + decision.resetSeconds();
    }
}
