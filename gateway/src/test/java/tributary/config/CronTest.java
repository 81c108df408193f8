package tributary.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tributary.plan.Cron;
import tributary.plan.ScheduleSpec;

class CronTest {
    private static Cron cron(String text) {
        ScheduleSpec spec = Loading.plan("""
                        services: { s: { url: "http://h" } }
                        aggregates: { GET /a: { calls: { a: { get: "s:/x" } } } }
                        schedules: { n: { aggregate: GET /a, cron: "%s" } }
                        """.formatted(text)).schedules().getFirst();
        return ((ScheduleSpec.ByClock) spec.times()).cron();
    }

    /** The first ones after a local time, which must exist once, with their offsets. */
    private static List<String> next(String text, String zone, String after, int count) {
        List<String> times = new ArrayList<>();
        ZoneId id = ZoneId.of(zone);
        Instant last = LocalDateTime.parse(after).atZone(id).toInstant();
        for (int i = 0; i < count; i++) {
            last = cron(text).next(last, id);
            assertThat(last).isNotNull();
            times.add(ZonedDateTime.ofInstant(last, id).toOffsetDateTime().toString());
        }
        return times;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "* * * * * | 2026-01-01T00:00Z | 2026-01-01T00:01Z",
                "0 */6 * * * | 2026-01-01T00:00Z | 2026-01-01T06:00Z",
                "59 23 31 12 * | 2026-01-01T00:00Z | 2026-12-31T23:59Z",
                "0 0 29 2 * | 2097-01-01T00:00Z | 2104-02-29T00:00Z",
                "0 0 31 * * | 2026-04-01T00:00Z | 2026-05-31T00:00Z",
                "0 9 * * MON-FRI | 2026-01-03T00:00Z | 2026-01-05T09:00Z",
                "0 9 * * 7 | 2026-01-01T00:00Z | 2026-01-04T09:00Z",
                "0 9 * * sun | 2026-01-01T00:00Z | 2026-01-04T09:00Z",
                "0 9 * * 5-7 | 2026-01-03T10:00Z | 2026-01-04T09:00Z",
                "0 0 1 * MON | 2026-01-01T00:00Z | 2026-01-05T00:00Z",
                "0 0 1 * MON | 2026-01-27T00:00Z | 2026-02-01T00:00Z",
                "0 0 */2 * MON | 2026-01-01T00:00Z | 2026-01-05T00:00Z",
                "5/20 1,3 * JAN,mar * | 2026-01-31T03:45Z | 2026-03-01T01:05Z",
                "1-10/4 0 * * * | 2026-01-01T00:05Z | 2026-01-01T00:09Z"
            })
    void finds_the_next_time(String text, String after, String expected) {
        assertThat(next(text, "UTC", after.replace("Z", ""), 1)).containsExactly(expected);
    }

    @Test
    void what_the_clock_skips_comes_right_after_the_gap_and_once() {
        // 2026-03-29: 02:00 becomes 03:00.
        assertThat(next("30 2 * * *", "Europe/Berlin", "2026-03-28T12:00", 2))
                .containsExactly("2026-03-29T03:00+02:00", "2026-03-30T02:30+02:00");
        assertThat(next("*/10 2 * * *", "Europe/Berlin", "2026-03-28T12:00", 2))
                .containsExactly("2026-03-29T03:00+02:00", "2026-03-30T02:00+02:00");
        assertThat(next("0 2,3 * * *", "Europe/Berlin", "2026-03-28T12:00", 2))
                .containsExactly("2026-03-29T03:00+02:00", "2026-03-30T02:00+02:00");
        // At midnight itself: 2026-04-24 has no hour before one in Cairo.
        assertThat(next("30 0 * * *", "Africa/Cairo", "2026-04-23T12:00", 2))
                .containsExactly("2026-04-24T01:00+03:00", "2026-04-25T00:30+03:00");
        // A whole day: Samoa had no 30th of December 2011.
        assertThat(next("0 5 30 12 *", "Pacific/Apia", "2011-12-29T12:00", 1))
                .containsExactly("2011-12-31T00:00+14:00");
    }

    @Test
    void what_comes_twice_counts_the_first_time() {
        // 2026-10-25: 03:00 becomes 02:00.
        assertThat(next("30 2 * * *", "Europe/Berlin", "2026-10-24T12:00", 2))
                .containsExactly("2026-10-25T02:30+02:00", "2026-10-26T02:30+01:00");
        // By half an hour: Lord Howe.
        assertThat(next("45 1 * * *", "Australia/Lord_Howe", "2026-04-04T12:00", 2))
                .containsExactly("2026-04-05T01:45+11:00", "2026-04-06T01:45+10:30");
    }

    @Test
    void what_comes_every_hour_goes_on_as_time_does() {
        assertThat(next("30 * * * *", "Europe/Berlin", "2026-03-29T01:00", 2))
                .containsExactly("2026-03-29T01:30+01:00", "2026-03-29T03:30+02:00");
        assertThat(next("30 * * * *", "Europe/Berlin", "2026-10-25T01:00", 4))
                .containsExactly(
                        "2026-10-25T01:30+02:00",
                        "2026-10-25T02:30+02:00",
                        "2026-10-25T02:30+01:00",
                        "2026-10-25T03:30+01:00");
    }
}
