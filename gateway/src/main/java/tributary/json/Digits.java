package tributary.json;

import org.jspecify.annotations.Nullable;

/**
 * What the spelling of a number comes to: a sign, and 0.d₁d₂…dₙ times a power of ten, where d₁ and dₙ are no zeros. Two
 * spellings are of one number when these are the same, so numbers compare in time linear in their length and are never
 * written out: {@code 1e999999999} is one digit.
 *
 * <p>An exponent of {@value #EXPONENT_LIMIT} or more counts as just that, either way; such numbers of equal digits are
 * equal.
 */
final class Digits implements Comparable<Digits> {
    private static final long EXPONENT_LIMIT = 1_000_000_000_000_000_000L;

    private final byte[] array;
    // The first and last digit that are no zero; a point may stand between them.
    private int first = -1;
    private int last = -1;
    private final int sign;
    private final long exponent;

    /** Of the checked number at {@code offset}. */
    Digits(byte[] array, int offset, int length) {
        this.array = array;
        int end = offset + length;
        boolean negative = array[offset] == '-';
        int at = negative ? offset + 1 : offset;
        int count = 0;
        int zerosBefore = 0;
        int point = -1;
        for (; at < end && (array[at] | 0x20) != 'e'; at++) {
            if (array[at] == '.') {
                point = count;
                continue;
            }
            if (array[at] != '0') {
                zerosBefore = first < 0 ? count : zerosBefore;
                first = first < 0 ? at : first;
                last = at;
            }
            count++;
        }
        boolean zero = first < 0;
        sign = zero ? 0 : negative ? -1 : 1;
        long scale = (point < 0 ? count : point) - (long) zerosBefore;
        exponent = zero ? 0 : exponent(at + 1, end, scale);
    }

    /** The exponent written from {@code from}, if there is one, plus {@code scale}. */
    private long exponent(int from, int end, long scale) {
        if (from >= end) {
            return scale;
        }
        boolean negative = array[from] == '-';
        long written = 0;
        for (int at = array[from] < '0' ? from + 1 : from; at < end; at++) {
            written = written * 10 + array[at] - '0';
            if (written >= EXPONENT_LIMIT) {
                return negative ? -EXPONENT_LIMIT : EXPONENT_LIMIT;
            }
        }
        return scale + (negative ? -written : written);
    }

    /** -1, 0 or 1. */
    int sign() {
        return sign;
    }

    /** The power of ten; 1 for numbers from 1 to below 10. */
    long exponent() {
        return exponent;
    }

    @Override
    public int compareTo(Digits that) {
        if (sign != that.sign) {
            return Integer.compare(sign, that.sign);
        }
        int magnitude = exponent != that.exponent ? Long.compare(exponent, that.exponent) : compareDigits(that);
        return sign * magnitude;
    }

    private int compareDigits(Digits that) {
        int ours = first;
        int theirs = that.first;
        while (ours >= 0 && theirs >= 0) {
            if (array[ours] != that.array[theirs]) {
                return Byte.compare(array[ours], that.array[theirs]);
            }
            ours = after(ours);
            theirs = that.after(theirs);
        }
        // The last digit is no zero, so of two that agree the longer one is more.
        return Integer.compare(ours, theirs) == 0 ? 0 : ours >= 0 ? 1 : -1;
    }

    /** The place of the digit after {@code at}, -1 after the last. */
    private int after(int at) {
        if (at >= last) {
            return -1;
        }
        return array[at + 1] == '.' ? at + 2 : at + 1;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Digits that && compareTo(that) == 0;
    }

    @Override
    public int hashCode() {
        int hash = 31 * sign + Long.hashCode(exponent);
        for (int at = first; at >= 0; at = after(at)) {
            hash = 31 * hash + array[at];
        }
        return hash;
    }
}
