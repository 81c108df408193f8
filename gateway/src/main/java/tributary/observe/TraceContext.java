package tributary.observe;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Which distributed trace a request is part of: the one its client began, or a new one.
 *
 * <p>Immutable. Source: W3C Trace Context, level 1 ({@code traceparent}, {@code tracestate}); W3C Baggage.
 *
 * @param high the upper half of the trace's id
 * @param low its lower half; the id is never 0
 * @param parent the client's span; 0 where the trace begins here
 * @param sampled whether the trace is recorded by those who took part before, or is to be from here on
 * @param recorded whether spans of this request are made here; only of a trace that is sampled
 * @param state of other vendors, passed on as it came; may be empty
 * @param baggage of the application, passed on as it came; may be empty
 */
public record TraceContext(
        long high, long low, long parent, boolean sampled, boolean recorded, String state, String baggage) {
    private static final HexFormat HEX = HexFormat.of();
    private static final int LENGTH = 55;
    private static final int MOST_STATE = 512;
    private static final int MOST_BAGGAGE = 8192;

    /** What {@link #of} is told of sampling where no spans are made at all. */
    public static final double NEVER = -1;

    /**
     * Continues the client's trace, or begins one where {@code traceparent} is absent or wrong.
     *
     * @param ratio the share of the traces begun here that are sampled, from 0 to 1; a client's own decision is kept.
     *     {@link #NEVER} where no spans are made here: then nothing is sampled that was not before
     */
    public static TraceContext of(
            @Nullable String traceparent, @Nullable String tracestate, @Nullable String baggage, double ratio) {
        String carried = printable(baggage, MOST_BAGGAGE);
        if (traceparent != null && isRight(traceparent)) {
            long high = HexFormat.fromHexDigitsToLong(traceparent, 3, 19);
            long low = HexFormat.fromHexDigitsToLong(traceparent, 19, 35);
            long parent = HexFormat.fromHexDigitsToLong(traceparent, 36, 52);
            boolean sampled = (HexFormat.fromHexDigits(traceparent, 53, 55) & 1) == 1;
            if ((high | low) != 0 && parent != 0) {
                String state = printable(tracestate, MOST_STATE);
                return new TraceContext(high, low, parent, sampled, sampled && ratio >= 0, state, carried);
            }
        }
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long low = nonZero(random);
        // The rule of OpenTelemetry's TraceIdRatioBased, so that others who decide by the id decide alike.
        boolean sampled = ratio > 0 && (ratio >= 1 || (low & Long.MAX_VALUE) < (long) (ratio * Long.MAX_VALUE));
        return new TraceContext(random.nextLong(), low, 0, sampled, sampled, "", carried);
    }

    /** A later version may hold more behind what is known; version 255 is none. */
    private static boolean isRight(String text) {
        if (text.length() < LENGTH
                || text.startsWith("ff")
                || (text.length() > LENGTH && (text.startsWith("00") || text.charAt(LENGTH) != '-'))) {
            return false;
        }
        for (int i = 0; i < LENGTH; i++) {
            char c = text.charAt(i);
            boolean dash = i == 2 || i == 35 || i == 52;
            boolean right = dash ? c == '-' : (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
            if (!right) {
                return false;
            }
        }
        return true;
    }

    private static String printable(@Nullable String text, int most) {
        return text != null && text.length() <= most && text.chars().allMatch(c -> c >= ' ' && c < 127)
                ? text.strip()
                : "";
    }

    private static long nonZero(ThreadLocalRandom random) {
        long id = random.nextLong();
        return id == 0 ? 1 : id;
    }

    /** 32 hexadecimal digits. */
    public String traceId() {
        return HEX.toHexDigits(high) + HEX.toHexDigits(low);
    }

    /** 16 hexadecimal digits. */
    public static String spanId(long span) {
        return HEX.toHexDigits(span);
    }

    /** The id of a new span, which is not 0. */
    public static long newSpan() {
        return nonZero(ThreadLocalRandom.current());
    }

    /**
     * What tells a service who its parent is.
     *
     * @param span which asks it. Where no spans are made here, the client's is named instead, or 0 to have one made up
     */
    public String traceparent(long span) {
        long named = span != 0 ? span : parent != 0 ? parent : newSpan();
        return "00-" + traceId() + '-' + spanId(named) + (sampled ? "-01" : "-00");
    }
}
