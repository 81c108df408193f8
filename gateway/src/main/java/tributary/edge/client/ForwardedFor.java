package tributary.edge.client;

import org.jspecify.annotations.Nullable;
import tributary.plan.Address;

/** {@code X-Forwarded-For}, which no standard describes: addresses between commas, some with a port. */
record ForwardedFor() implements Origin.Chain {
    @Override
    public int comma(String field, int end) {
        return field.lastIndexOf(',', end - 1);
    }

    @Override
    public @Nullable Address address(String element) {
        // Two colons and no bracket: IPv6 that nobody wrapped, and so without a port.
        boolean bare = element.indexOf(':') != element.lastIndexOf(':') && element.charAt(0) != '[';
        return bare ? Address.parse(element) : Forwarded.node(element);
    }
}
