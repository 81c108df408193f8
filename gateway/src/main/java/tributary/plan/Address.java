package tributary.plan;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * An IP address: 128 bits, of which an IPv4 address is {@code ::ffff:a.b.c.d}. So an IPv4-mapped IPv6 address and the IPv4
 * address are one and the same. Immutable. See RFC 4291.
 */
public record Address(long high, long low) {
    private static final int V4_BITS = 32;
    private static final long V4_MARK = 0xffffL;
    private static final int GROUPS = 8;
    private static final int LONGEST = 45;

    public static Address of(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length == 4) {
            return v4(number(bytes, 0, 4));
        }
        return new Address(number(bytes, 0, 8), number(bytes, 8, 16));
    }

    private static long number(byte[] bytes, int from, int to) {
        long number = 0;
        for (int i = from; i < to; i++) {
            number = (number << 8) | (bytes[i] & 0xff);
        }
        return number;
    }

    private static Address v4(long bits) {
        return new Address(0, (V4_MARK << V4_BITS) | bits);
    }

    /**
     * The address that {@code text} is, or null. Strict: four decimal numbers without leading zeros, or IPv6 as RFC 4291 has
     * it, without a zone. Nothing is looked up.
     */
    public static @Nullable Address parse(String text) {
        if (text.length() > LONGEST) {
            return null;
        }
        if (text.indexOf(':') < 0) {
            long bits = v4Bits(text);
            return bits < 0 ? null : v4(bits);
        }
        return v6(text);
    }

    private static long v4Bits(String text) {
        long bits = 0;
        int at = 0;
        for (int part = 0; part < 4; part++) {
            int from = at;
            int value = 0;
            while (at < text.length() && at - from < 3 && digit(text.charAt(at))) {
                value = value * 10 + text.charAt(at++) - '0';
            }
            boolean leadingZero = at - from > 1 && text.charAt(from) == '0';
            boolean ended = part < 3 ? at < text.length() && text.charAt(at) == '.' : at == text.length();
            if (at == from || leadingZero || value > 255 || !ended) {
                return -1;
            }
            bits = (bits << 8) | value;
            at++;
        }
        return bits;
    }

    private static boolean digit(char c) {
        return c >= '0' && c <= '9';
    }

    private static @Nullable Address v6(String text) {
        int gap = text.indexOf("::");
        if (gap < 0) {
            int[] all = groups(text, true);
            return all != null && all.length == GROUPS ? of(all, all.length) : null;
        }
        int[] before = groups(text.substring(0, gap), false);
        int[] after = groups(text.substring(gap + 2), true);
        if (before == null || after == null || before.length + after.length >= GROUPS) {
            return null;
        }
        int[] all = new int[GROUPS];
        System.arraycopy(before, 0, all, 0, before.length);
        System.arraycopy(after, 0, all, GROUPS - after.length, after.length);
        return of(all, GROUPS);
    }

    private static Address of(int[] groups, int count) {
        long high = 0;
        long low = 0;
        for (int i = 0; i < count; i++) {
            high = i < 4 ? (high << 16) | groups[i] : high;
            low = i < 4 ? low : (low << 16) | groups[i];
        }
        return new Address(high, low);
    }

    /**
     * Groups of hexadecimal digits between single colons; null where they are not.
     *
     * @param last whether the address ends with them, so that two may be written as IPv4
     */
    private static int @Nullable [] groups(String text, boolean last) {
        if (text.isEmpty()) {
            return new int[0];
        }
        String[] parts = text.split(":", GROUPS + 1);
        boolean dotted = last && parts[parts.length - 1].indexOf('.') >= 0;
        int[] groups = new int[parts.length + (dotted ? 1 : 0)];
        for (int i = 0; i < parts.length; i++) {
            if (dotted && i == parts.length - 1) {
                long bits = v4Bits(parts[i]);
                if (bits < 0) {
                    return null;
                }
                groups[i] = (int) (bits >>> 16);
                groups[i + 1] = (int) (bits & 0xffff);
            } else if (parts[i].isEmpty()
                    || parts[i].length() > 4
                    || !parts[i].chars().allMatch(Address::hex)) {
                return null;
            } else {
                groups[i] = Integer.parseInt(parts[i], 16);
            }
        }
        return groups;
    }

    private static boolean hex(int c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    }

    public boolean isV4() {
        return high == 0 && low >>> V4_BITS == V4_MARK;
    }

    /** The first {@code bits} of the 128, and zeros. */
    Address cut(int bits) {
        long highMask = bits >= 64 ? -1 : bits == 0 ? 0 : -1L << (64 - bits);
        long lowMask = bits <= 64 ? 0 : -1L << (128 - bits);
        return new Address(high & highMask, low & lowMask);
    }

    /** What one holder of addresses has: of IPv4 the address, of IPv6 the /64, within which anybody can take as many as he likes. */
    public Address holder() {
        return isV4() ? this : new Address(high, 0);
    }

    /** As RFC 5952 writes it; of IPv4 the dotted form. */
    @Override
    public String toString() {
        if (isV4()) {
            return ((low >>> 24) & 0xff) + "." + ((low >>> 16) & 0xff) + "." + ((low >>> 8) & 0xff) + "."
                    + (low & 0xff);
        }
        int gapAt = -1;
        int gap = 1;
        for (int i = 0; i < GROUPS; i++) {
            int end = i;
            while (end < GROUPS && group(end) == 0) {
                end++;
            }
            if (end - i > gap) {
                gapAt = i;
                gap = end - i;
            }
        }
        StringBuilder text = new StringBuilder(LONGEST);
        for (int i = 0; i < GROUPS; i++) {
            if (i == gapAt) {
                text.append("::");
                i += gap - 1;
                continue;
            }
            if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
                text.append(':');
            }
            text.append(Integer.toHexString(group(i)));
        }
        return text.toString();
    }

    private int group(int number) {
        long half = number < 4 ? high : low;
        return (int) ((half >>> (48 - 16 * (number & 3))) & 0xffff);
    }
}
