package tributary.config;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tributary.plan.Aggregate;
import tributary.plan.Cron;
import tributary.plan.Route.Segment;
import tributary.plan.ScheduleSpec;
import tributary.plan.Verb;

/** Requests that the gateway makes of itself again and again. */
final class ScheduleKeys {
    private static final String GET = "GET ";

    private static final Type<String> REQUEST = Types.scalar(
            "request",
            "a request such as GET /products/7/page",
            Schemas.text("GET +" + HealthKeys.ORIGIN_FORM),
            scalar -> {
                String text = scalar.text();
                if (!text.startsWith(GET)) {
                    throw new Unfit(
                            text.startsWith("/")
                                    ? "did you mean 'GET " + text + "'?"
                                    : "it is a GET: a schedule sends no body and changes nothing");
                }
                String target = text.substring(GET.length()).strip();
                if (target.contains("{")) {
                    throw new Unfit("there is nothing to put into it");
                }
                if (!HealthKeys.isOriginForm(target)) {
                    throw new Unfit("what is no letter or digit is percent-encoded");
                }
                return target;
            });

    private static final Type<ZoneId> TIME_ZONE = Types.scalar(
            "time zone", "a time zone such as Europe/Berlin or UTC", Schemas.object("type", "string"), scalar -> {
                try {
                    return ZoneId.of(scalar.text());
                } catch (DateTimeException e) {
                    String near = scalar.substituted()
                            ? null
                            : Suggestion.nearest(scalar.text(), ZoneId.getAvailableZoneIds());
                    throw new Unfit(near == null ? "" : "did you mean '" + near + "'?");
                }
            });

    static final Key<String> AGGREGATE = Key.required(
            "aggregate",
            REQUEST,
            "The request that is made: `GET` and a path, with a query if need be, for an aggregate here.");
    static final Key<Duration> EVERY = Key.optional(
            "every",
            Quantities.durationOfAtLeast(Duration.ofSeconds(1), "1s"),
            "How often, from beginning to beginning, at once for the first time; at least `1s`. Either this or `cron`.");
    static final Key<Cron> CRON = Key.optional(
            "cron",
            CronReader.TYPE,
            "At which times of the clock: minute, hour, day of the month, month, day of the week (`0` or `7` is Sunday), each `*`,"
                    + " a number, `1-5`, `*/10`, or a list of these; months and days also by name (`JAN`, `MON`). Where"
                    + " both kinds of days are restricted, either is enough.");
    static final Key<ZoneId> ZONE = Key.of("zone", TIME_ZONE, "UTC", "The time zone of `cron`.");
    static final Key<Duration> JITTER = Key.optional(
            "jitter",
            Quantities.DURATION_OR_ZERO,
            "Each run but the first of `every` begins up to so much later, at random, so that several gateways do not begin together. Without it a tenth"
                    + " of `every`, and none with `cron`.");
    static final Key<Duration> TIMEOUT = Key.optional(
            "timeout",
            Quantities.DURATION,
            "How long a run may take. Without it, and at most, the aggregate's `deadline`.");

    static final Section SCHEDULE =
            new Section("schedules.NAME", """
            A request that the gateway makes of itself, to keep services and connections warm. It goes through the aggregate as a client's
            does, but with no header and nobody's key, it pays no `limits`, and it is the first to give way when there is too much
            to do (`priority: bulk`). A run never begins before the one before has ended; what is missed meanwhile is left out. One
            that is not answered, or with parts missing, has failed. What came of the runs is at `/schedules` and `/metrics`.

            Where the clock is set forward, a time that is skipped comes right after the gap; where it is set back, a time that comes
            twice counts once, the first time. What comes every hour (`*`) goes on as time does.""", """
            schedules:
              bestseller: { aggregate: "GET /products/7/page", every: 5m }
              morning:    { aggregate: "GET /start?for=all", cron: "0 6 * * MON-FRI", zone: Europe/Berlin }
            """, List.of(AGGREGATE, EVERY, CRON, ZONE, JITTER, TIMEOUT));

    private ScheduleKeys() {}

    static List<ScheduleSpec> plan(
            Map<String, Written<Fields>> written, List<Aggregate> aggregates, Problems problems) {
        List<ScheduleSpec> schedules = new ArrayList<>();
        written.forEach((name, schedule) -> {
            if (!name.matches(ServiceKeys.NAME_PATTERN)) {
                problems.error(
                        schedule.at().place(),
                        Quoted.of(name)
                                + " is no schedule's name; it begins with a letter and goes on with letters, digits, _"
                                + " and -");
            }
            ScheduleSpec spec = plan(name, schedule.value(), problems);
            if (spec != null && aggregates.stream().noneMatch(each -> answers(each, spec.target()))) {
                problems.error(
                        schedule.value().place(AGGREGATE), "no aggregate answers " + Quoted.of(GET + spec.target()));
            }
            if (spec != null) {
                schedules.add(spec);
            }
        });
        return schedules;
    }

    private static @Nullable ScheduleSpec plan(String name, Fields fields, Problems problems) {
        if (fields.has(EVERY) && fields.has(CRON)) {
            problems.error(fields.place(CRON), "'every' and 'cron' exclude each other");
        } else if (!fields.has(EVERY) && !fields.has(CRON)) {
            problems.error(fields.at().place(), fields.at() + " lacks 'every' or 'cron'");
        }
        if (fields.has(ZONE) && !fields.has(CRON)) {
            problems.warning(fields.place(ZONE), "'zone' has no effect without 'cron'");
        }
        String target = fields.orNull(AGGREGATE);
        Duration every = fields.orNull(EVERY);
        Cron cron = fields.orNull(CRON);
        if (target == null || (every == null && cron == null)) {
            return null;
        }
        return new ScheduleSpec(
                name,
                target,
                every != null
                        ? new ScheduleSpec.Every(every)
                        : new ScheduleSpec.ByClock(Objects.requireNonNull(cron), fields.get(ZONE)),
                fields.or(JITTER, every == null ? Duration.ZERO : every.dividedBy(10)),
                fields.orNull(TIMEOUT));
    }

    private static boolean answers(Aggregate aggregate, String target) {
        int query = target.indexOf('?');
        String path = query < 0 ? target : target.substring(0, query);
        String[] asked = path.equals("/") ? new String[0] : path.substring(1).split("/", -1);
        List<Segment> segments = aggregate.route().segments();
        if (aggregate.method() != Verb.GET || asked.length != segments.size()) {
            return false;
        }
        for (int i = 0; i < asked.length; i++) {
            // A plus is a plus in a path.
            String text = URLDecoder.decode(asked[i].replace("+", "%2B"), StandardCharsets.UTF_8);
            boolean fits =
                    switch (segments.get(i)) {
                        case Segment.Literal(String literal) -> literal.equals(text);
                        case Segment.Parameter _ -> !text.isEmpty();
                    };
            if (!fits) {
                return false;
            }
        }
        return true;
    }
}
