package tributary.json;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A JSON number, kept digit for digit. Equality and order are by numeric value: {@code 1}, {@code 1.0} and {@code 1e0}
 * are equal, and so are {@code 0} and {@code -0}.
 *
 * <p>Comparing and hashing take time linear in the length of the text, whatever its exponent, and never fail. They are
 * exact for exponents below 10¹⁸ either way; one beyond counts as 10¹⁸. For arithmetic there is {@link #decimal}, which
 * has narrower bounds.
 */
public final class JsonNumber implements JsonValue, Comparable<JsonNumber> {
    /** Characters beyond which a number is not calculated with. */
    public static final int MAX_CALCULATED_LENGTH = 1000;

    /** Powers of ten, either way, beyond which a number is not calculated with. */
    public static final int MAX_CALCULATED_EXPONENT = 10_000;

    private static final int SHORT = 20;

    private final byte[] array;
    private final int offset;
    private final int length;

    /** The checked number at {@code offset}. */
    JsonNumber(byte[] array, int offset, int length) {
        this.array = array;
        this.offset = offset;
        this.length = length;
    }

    private JsonNumber(String text) {
        this(text.getBytes(StandardCharsets.US_ASCII), 0, text.length());
    }

    public static JsonNumber of(long value) {
        return new JsonNumber(Long.toString(value));
    }

    /** The number as {@code value} has it, written without an exponent where that takes at most 20 more zeros. */
    public static JsonNumber of(BigDecimal value) {
        int scale = value.scale();
        boolean plain = scale >= 0 ? (long) scale - value.precision() <= SHORT : -(long) scale <= SHORT;
        return new JsonNumber(plain ? value.toPlainString() : value.toString());
    }

    /** Its digits as they stand. */
    public String text() {
        return new String(array, offset, length, StandardCharsets.US_ASCII);
    }

    /**
     * The number to calculate with; empty where that could be made costly: with a text of more than
     * {@link #MAX_CALCULATED_LENGTH} characters, or from 10 to the power of {@link #MAX_CALCULATED_EXPONENT} or below
     * the same with a minus. Sums of what it gives have at most some 20,000 digits.
     */
    public Optional<BigDecimal> decimal() {
        if (length > MAX_CALCULATED_LENGTH) {
            return Optional.empty();
        }
        Digits digits = digits();
        if (digits.sign() == 0) {
            // 0e999999999 is small, but its scale is not.
            return Optional.of(BigDecimal.ZERO);
        }
        return Math.abs(digits.exponent()) > MAX_CALCULATED_EXPONENT
                ? Optional.empty()
                : Optional.of(new BigDecimal(text()));
    }

    /**
     * The number as a long, where it is a whole one in that range and {@link #decimal} has it: of 7, 7.0 and 70e-1 it
     * is 7.
     */
    public OptionalLong integer() {
        Digits digits = digits();
        if (digits.sign() != 0 && (digits.exponent() < 1 || digits.exponent() > 19)) {
            return OptionalLong.empty();
        }
        Optional<BigDecimal> whole =
                decimal().filter(d -> d.stripTrailingZeros().scale() <= 0);
        return whole.isPresent() && whole.get().toBigInteger().bitLength() < Long.SIZE
                ? OptionalLong.of(whole.get().longValue())
                : OptionalLong.empty();
    }

    @Override
    public void writeTo(JsonOutput out) {
        out.raw(array, offset, length);
    }

    @Override
    public int roughSize() {
        return 16;
    }

    @Override
    public int compareTo(JsonNumber other) {
        return digits().compareTo(other.digits());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || (other instanceof JsonNumber that && compareTo(that) == 0);
    }

    @Override
    public int hashCode() {
        return digits().hashCode();
    }

    @Override
    public String toString() {
        return text();
    }

    private Digits digits() {
        return new Digits(array, offset, length);
    }
}
