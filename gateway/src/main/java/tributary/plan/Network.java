package tributary.plan;

import org.jspecify.annotations.Nullable;

/**
 * A block of addresses in CIDR notation (RFC 4632): {@code 10.0.0.0/8}, {@code 2001:db8::/32}, or one address alone. A block
 * of IPv4 holds no IPv6 address and the other way round; IPv4-mapped addresses count as IPv4. Immutable.
 *
 * @param first its first address
 * @param bits how many of the 128 are fixed; of IPv4 that is 96 more than what is written
 */
public record Network(Address first, int bits) {
    private static final int ALL = 128;
    private static final int BEFORE_V4 = 96;

    public Network {
        if (bits < 0 || bits > ALL || !first.cut(bits).equals(first)) {
            throw new IllegalArgumentException(first + " with " + bits + " bits");
        }
    }

    /** The block in which the address that {@code text} begins with lies, or null where it is none. */
    public static @Nullable Network around(String text) {
        int slash = text.indexOf('/');
        Address address = Address.parse(slash < 0 ? text : text.substring(0, slash));
        if (address == null) {
            return null;
        }
        String length = slash < 0 ? "" : text.substring(slash + 1);
        // A mapped block may be written as IPv6 too: ::ffff:10.0.0.0/104.
        boolean dotted = text.indexOf(':') < 0;
        int most = dotted ? ALL - BEFORE_V4 : ALL;
        if (slash >= 0 && !length.matches("0|[1-9][0-9]{0,2}")) {
            return null;
        }
        int fixed = slash < 0 ? most : Integer.parseInt(length);
        if (fixed > most) {
            return null;
        }
        int bits = dotted ? fixed + BEFORE_V4 : fixed;
        return new Network(address.cut(bits), bits);
    }

    public boolean contains(Address address) {
        return first.isV4() == address.isV4() && address.cut(bits).equals(first);
    }

    @Override
    public String toString() {
        return first + "/" + (first.isV4() ? bits - BEFORE_V4 : bits);
    }
}
