package tributary.edge.client;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tributary.plan.Address;
import tributary.plan.Network;

/**
 * Finds the address that a request comes from. It is the connection's own, unless that is a trusted proxy's: then the proxy is
 * believed about who asked it, and so on from right to left, up to the first address that is no trusted proxy's. What stands
 * left of that was written by anybody and is not even read.
 *
 * <p>Where a proxy names nobody, or what it says is no address, the proxy's own address is the last that is certain, and is the
 * answer. The same goes for {@code Forwarded} and {@code X-Forwarded-For} that contradict each other: a proxy that sets one
 * of them passes the other on as the client wrote it, and we do not know which it sets.
 *
 * <p>Looks at no more than {@value #MOST_HOPS} hops, and at each character once. Immutable.
 */
public final class Origin {
    private static final int MOST_HOPS = 64;

    private final List<Network> trusted;

    public Origin(List<Network> trusted) {
        this.trusted = List.copyOf(trusted);
    }

    /** Whether what {@code address} says of others is believed. */
    public boolean trusts(Address address) {
        for (Network network : trusted) {
            if (network.contains(address)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Where a request comes from that came in on a connection from {@code peer}.
     *
     * @param forwarded the values of {@code Forwarded} fields, in order
     * @param forwardedFor those of {@code X-Forwarded-For}
     */
    public Address of(Address peer, List<String> forwarded, List<String> forwardedFor) {
        if (!trusts(peer) || (forwarded.isEmpty() && forwardedFor.isEmpty())) {
            return peer;
        }
        if (forwardedFor.isEmpty()) {
            return walk(peer, forwarded, new Forwarded());
        }
        Address other = walk(peer, forwardedFor, new ForwardedFor());
        return forwarded.isEmpty() || other.equals(walk(peer, forwarded, new Forwarded())) ? other : peer;
    }

    /** A header field in which each proxy adds an element on the right. */
    sealed interface Chain permits Forwarded, ForwardedFor {
        /** Where the comma is before the element that ends at {@code end}; -1 if it is the first. */
        int comma(String field, int end);

        /** The address that {@code element} names, or null. */
        @Nullable
        Address address(String element);
    }

    private Address walk(Address peer, List<String> fields, Chain chain) {
        Address reached = peer;
        int hops = 0;
        for (int i = fields.size() - 1; i >= 0; i--) {
            String field = fields.get(i);
            int end = field.length();
            while (end >= 0) {
                int comma = chain.comma(field, end);
                String element = withoutBlanks(field, comma + 1, end);
                end = comma;
                if (hops++ == MOST_HOPS) {
                    return reached;
                }
                // A list may have empty elements (RFC 9110, 5.6.1.2).
                if (element.isEmpty()) {
                    continue;
                }
                Address hop = chain.address(element);
                if (hop == null) {
                    return reached;
                }
                if (!trusts(hop)) {
                    return hop;
                }
                reached = hop;
            }
        }
        return reached;
    }

    private static String withoutBlanks(String text, int from, int to) {
        int start = from;
        int end = to;
        while (start < end && blank(text.charAt(start))) {
            start++;
        }
        while (end > start && blank(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    private static boolean blank(char c) {
        return c == ' ' || c == '\t';
    }
}
