package tributary.downstream;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;
import tributary.downstream.WireRequest.Field;

/**
 * How long an answer's {@code Retry-After} wants to be left alone (RFC 9110, 10.2.3): seconds, or a date, for which the clock there has to
 * agree with ours. For those who have time; a call's retries have none ({@link Attempted}).
 */
public final class RetryAfter {
    private RetryAfter() {}

    /** Zero where it says nothing, or something else; how much of it is heeded is the caller's to say. */
    public static Duration of(WireAnswer answer, Instant now) {
        String said = said(answer);
        return said == null ? Duration.ZERO : duration(said.strip(), now);
    }

    /** As it stands there, the first of them; null where it does not. */
    static @Nullable String said(WireAnswer answer) {
        for (Field field : answer.headers()) {
            if (field.name().equals("retry-after")) {
                return field.value();
            }
        }
        return null;
    }

    private static Duration duration(String text, Instant now) {
        if (text.matches("[0-9]{1,9}")) {
            return Duration.ofSeconds(Long.parseLong(text));
        }
        try {
            Duration until = Duration.between(now, ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME));
            return until.isNegative() ? Duration.ZERO : until;
        } catch (DateTimeException e) {
            return Duration.ZERO;
        }
    }
}
