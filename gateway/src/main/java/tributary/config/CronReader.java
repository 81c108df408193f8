package tributary.config;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tributary.plan.Cron;

/**
 * Reads the five fields of cron: numbers, {@code 1-5}, {@code *}, lists of them, steps behind a slash, and names of months and days
 * of the week. Ours, because the kept library for it brings a logging facade along, does not say where a mistake is, and leaves
 * open what becomes of times that the clock skips.
 */
final class CronReader {
    private static final Pattern FIELD = Pattern.compile("\\S+");
    private static final Pattern PART =
            Pattern.compile("(\\*|[0-9A-Za-z]{1,9})(?:-([0-9A-Za-z]{1,9}))?(?:/([0-9]{1,9}))?");
    private static final Map<String, String> SHORTHANDS = Map.of(
            "@hourly", "0 * * * *",
            "@daily", "0 0 * * *",
            "@midnight", "0 0 * * *",
            "@weekly", "0 0 * * 0",
            "@monthly", "0 0 1 * *",
            "@yearly", "0 0 1 1 *",
            "@annually", "0 0 1 1 *");

    private static final List<Kind> KINDS = List.of(
            new Kind("minute", 0, 59, List.of()),
            new Kind("hour", 0, 23, List.of()),
            new Kind("day of the month", 1, 31, List.of()),
            new Kind(
                    "month",
                    1,
                    12,
                    List.of("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")),
            // Sunday is 7 too.
            new Kind("day of the week", 0, 7, List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")));

    static final Type<Cron> TYPE =
            new Type<>("cron expression", Schemas.text("\\s*\\S+(\\s+\\S+){4}\\s*"), (at, node, problems) -> {
                if (node instanceof Node.Scalar scalar && !scalar.isNull()) {
                    return new CronReader(at, scalar, problems).read();
                }
                Types.wrong(at, node, "expected five fields such as '0 */6 * * *', found " + node.found(), problems);
                return null;
            });

    private final At at;
    private final Node.Scalar scalar;
    private final Problems problems;
    private boolean wrong;

    /** @param names of the numbers from {@code least} on */
    private record Kind(String name, int least, int most, List<String> names) {
        /** -1 where it is none. */
        int number(String text) {
            int named = names.indexOf(text.toUpperCase(Locale.ROOT));
            if (named >= 0) {
                return least + named;
            }
            int number = text.matches("[0-9]+") ? Integer.parseInt(text) : -1;
            return number >= least && number <= most ? number : -1;
        }
    }

    private CronReader(At at, Node.Scalar scalar, Problems problems) {
        this.at = at;
        this.scalar = scalar;
        this.problems = problems;
    }

    private @Nullable Cron read() {
        String text = scalar.text();
        List<Long> sets = new ArrayList<>();
        List<String> written = new ArrayList<>();
        List<Integer> offsets = new ArrayList<>();
        Matcher fields = FIELD.matcher(text);
        while (fields.find()) {
            written.add(fields.group());
            offsets.add(fields.start());
        }
        if (written.size() != KINDS.size()) {
            String shorthand = SHORTHANDS.get(text.strip());
            error(
                    0,
                    shorthand != null
                            ? "write '" + shorthand + "' instead of '" + text.strip() + "'"
                            : "expected five fields (minute, hour, day of the month, month, day of the week), found "
                                    + written.size()
                                    + (written.size() == KINDS.size() + 1 ? "; there is none for seconds" : ""));
            return null;
        }
        for (int i = 0; i < KINDS.size(); i++) {
            sets.add(set(KINDS.get(i), written.get(i), offsets.get(i)));
        }
        if (wrong) {
            return null;
        }
        long weekdays = sets.get(4);
        boolean eitherDay = !written.get(2).startsWith("*") && !written.get(4).startsWith("*");
        Cron cron = new Cron(
                text, sets.get(0), sets.get(1), sets.get(2), sets.get(3), (weekdays | weekdays >> 7) & 0x7f, eitherDay);
        if (cron.next(Instant.EPOCH, ZoneOffset.UTC) == null) {
            error(0, "no such day ever comes");
            return null;
        }
        return cron;
    }

    private long set(Kind kind, String field, int offset) {
        long set = 0;
        int from = offset;
        for (String part : field.split(",", -1)) {
            set |= part(kind, part, from);
            from += part.length() + 1;
        }
        return set;
    }

    private long part(Kind kind, String part, int offset) {
        Matcher parts = PART.matcher(part);
        if (!parts.matches() || (part.startsWith("*") && parts.group(2) != null)) {
            error(offset, Quoted.of(part) + " is no " + kind.name() + "; write *, 5, 1-5, */10 or a list of these");
            return 0;
        }
        boolean all = parts.group(1).equals("*");
        int first = all ? kind.least() : number(kind, parts.group(1), offset);
        int last = all || (parts.group(2) == null && parts.group(3) != null)
                // A week that is written with a star has no second Sunday.
                ? kind.most() == 7 ? 6 : kind.most()
                : parts.group(2) == null ? first : number(kind, parts.group(2), offset);
        int step = parts.group(3) == null ? 1 : Integer.parseInt(parts.group(3));
        if (first < 0 || last < 0) {
            return 0;
        }
        if (first > last && !(parts.group(2) == null)) {
            error(offset, Quoted.of(part) + " ends before it begins");
            return 0;
        }
        if (step == 0) {
            error(offset, Quoted.of(part) + " has a step of 0");
            return 0;
        }
        long set = 1L << first;
        for (long i = (long) first + step; i <= last; i += step) {
            set |= 1L << i;
        }
        return set;
    }

    private int number(Kind kind, String text, int offset) {
        int number = kind.number(text);
        if (number < 0) {
            error(
                    offset,
                    Quoted.of(text) + " is no " + kind.name() + "; it is " + kind.least() + " to " + kind.most()
                            + (kind.names().isEmpty()
                                    ? ""
                                    : ", or " + kind.names().getFirst() + " to "
                                            + kind.names().getLast()));
        }
        return number;
    }

    private void error(int offset, String message) {
        wrong = true;
        problems.error(scalar.substituted() ? scalar.place() : scalar.placeAt(offset), at + ": " + message);
    }
}
