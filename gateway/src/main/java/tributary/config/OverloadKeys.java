package tributary.config;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tributary.plan.OverloadSpec;
import tributary.plan.OverloadSpec.Algorithm;
import tributary.plan.OverloadSpec.BodyMemory;

/** How much the gateway takes on at once. */
final class OverloadKeys {
    private static final Pattern PERCENT = Pattern.compile("([0-9]{1,3})%");

    private static final Type<BodyMemory> BODY_MEMORY = Types.scalar(
            "size or share of the heap",
            "a size such as 256MiB or a share of the heap such as 25%",
            Schemas.either(Quantities.SIZE.schema(), Schemas.text("([1-9]|[1-8][0-9]|90)%")),
            OverloadKeys::bodyMemory);

    static final Key<String> ALGORITHM = Key.of(
            "algorithm",
            Types.oneOf("gradient", "fixed", "off"),
            "gradient",
            "`gradient`: the limit on requests in flight moves between `min` and `max`. It falls when the gateway's own time"
                    + " grows, or when its threads wake up late; what requests wait for services does not count. `fixed`: the"
                    + " limit is `max`. `off`: there is none.");
    static final Key<Integer> MIN = Key.optional(
            "min",
            Types.count("whole number", "a whole number such as 5000", 1, 1_000_000),
            "Below this the limit does not fall. Half of `max` if it is not written: a request that only waits for services costs"
                    + " memory, some 50 KB, and no time, and so many may wait for a service that is slow without anybody being"
                    + " refused. Lower where a queue of so many takes longer than your deadlines.");
    static final Key<Integer> MAX = Key.of(
            "max",
            Types.count("whole number", "a whole number such as 10000", 1, 1_000_000),
            "10000",
            "Beyond this the limit does not rise.");
    static final Key<Boolean> QUEUE = Key.of(
            "queue",
            Types.BOOLEAN,
            "false",
            "Whether a request that finds no place may wait for one, which helps where bursts are short: 100 ms, or 5 ms while"
                    + " others have been waiting for 100 ms; who came last is served first; as many as the limit may wait.");
    static final Key<BodyMemory> MAX_BODY_MEMORY = Key.of(
            "max-body-memory",
            BODY_MEMORY,
            "25%",
            "How much memory the larger bodies of clients and services (above 64KiB) may take together. `bulk` requests find"
                    + " three quarters of it, `default` ones nine tenths. What finds none is answered with 503.");

    static final Section OVERLOAD = new Section(
            "overload",
            "How much the gateway takes on at once; it is on without being written. What is too much is answered with 503 and"
                    + " `Retry-After`, by the `priority` of the aggregate: before anything else, hedges and retries are left"
                    + " out; `bulk` is refused when 89 % of the limit is in use; running `bulk` requests give way to"
                    + " `critical` ones from 92 %; from 94 % optional calls are left out (but of `critical` requests);"
                    + " `default` is refused from 96 %, `critical` only at the limit. Health and the rest of the admin listener"
                    + " are never refused.",
            """
            overload: { max: 2000, max-body-memory: 256MiB }
            """,
            List.of(ALGORITHM, MIN, MAX, QUEUE, MAX_BODY_MEMORY));

    private OverloadKeys() {}

    private static BodyMemory bodyMemory(Node.Scalar scalar) throws Unfit {
        Matcher percent = PERCENT.matcher(scalar.text());
        if (!percent.matches()) {
            return new BodyMemory.Fixed(Quantities.size(scalar));
        }
        int share = Integer.parseInt(percent.group(1));
        if (share < 1 || share > 90) {
            throw new Unfit("it is at least 1% and at most 90%");
        }
        return new BodyMemory.Share(share);
    }

    static OverloadSpec plan(Fields overload, Problems problems) {
        int max = overload.get(MAX);
        int min = overload.or(MIN, (max + 1) / 2);
        if (min > max) {
            problems.error(
                    overload.place(MIN),
                    "overload: min " + min + " is more than max " + max + "; the limit lies between");
        }
        return new OverloadSpec(
                Algorithm.valueOf(overload.get(ALGORITHM).toUpperCase(Locale.ROOT)),
                Math.min(min, max),
                max,
                overload.get(QUEUE),
                overload.get(MAX_BODY_MEMORY));
    }
}
