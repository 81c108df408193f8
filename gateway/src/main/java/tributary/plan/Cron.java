package tributary.plan;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * Times of the clock on the wall, as cron has them: five sets of numbers, each bit {@code i} of which stands for {@code i}. Where
 * both days of the month and days of the week are restricted, a day that is in either counts.
 *
 * <p>Where the clock is set forward, a time that is skipped comes at the end of the gap, all that are skipped together once. Where
 * it is set back, a time that comes twice counts the first time. Both only where some hours are left out: what comes every
 * hour goes on as time does. Immutable.
 *
 * @param text as it was written
 * @param weekdays 0 is Sunday
 * @param eitherDay whether one of the two kinds of days is enough
 */
public record Cron(String text, long minutes, long hours, long days, long months, long weekdays, boolean eitherDay) {
    private static final long EVERY_HOUR = (1L << 24) - 1;
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final int SUNDAY = 7;

    /** Even the 29th of February comes again within that, over a year such as 2100. */
    private static final Duration FAR = Duration.ofDays(9 * 366);

    /** The first of the times after {@code after}; null where none ever comes. */
    public @Nullable Instant next(Instant after, ZoneId zone) {
        Instant minute = after.truncatedTo(ChronoUnit.MINUTES).plus(MINUTE);
        Instant far = minute.plus(FAR);
        while (minute.isBefore(far)) {
            ZonedDateTime zoned = minute.atZone(zone);
            LocalDateTime local = zoned.toLocalDateTime();
            LocalDateTime before = LocalDateTime.ofInstant(minute.minus(MINUTE), zone);
            if (hours != EVERY_HOUR && skipped(before, local)) {
                return minute;
            }
            if (!isDay(local.toLocalDate())) {
                minute = local.toLocalDate().plusDays(1).atStartOfDay(zone).toInstant();
            } else if (isTime(local) && (hours == EVERY_HOUR || isFirst(zoned))) {
                return minute;
            } else {
                minute = minute.plus(MINUTE);
            }
        }
        return null;
    }

    /** Whether one of the times lies between two minutes of the clock of which the second follows the first. */
    private boolean skipped(LocalDateTime before, LocalDateTime now) {
        for (LocalDateTime each = before.plus(MINUTE); each.isBefore(now); each = each.plus(MINUTE)) {
            if (isDay(each.toLocalDate()) && isTime(each)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isFirst(ZonedDateTime zoned) {
        return zoned.getOffset().equals(zoned.withEarlierOffsetAtOverlap().getOffset());
    }

    private boolean isTime(LocalDateTime time) {
        return has(hours, time.getHour()) && has(minutes, time.getMinute());
    }

    private boolean isDay(LocalDate date) {
        boolean day = has(days, date.getDayOfMonth());
        boolean weekday = has(weekdays, date.getDayOfWeek().getValue() % SUNDAY);
        return has(months, date.getMonthValue()) && (eitherDay ? day || weekday : day && weekday);
    }

    private static boolean has(long set, int number) {
        return (set >> number & 1) == 1;
    }
}
