package tributary.config;

import java.util.List;
import tributary.plan.CompressionSpec;

/** Which answers are compressed. */
final class CompressionKeys {
    static final Key<Integer> MIN_SIZE = Key.of(
            "min-size",
            Quantities.SIZE,
            "1KiB",
            "Documents of fewer bytes are sent as they are: with its head such a one fits into one packet, compressed or not.");
    static final Key<Integer> LEVEL = Key.of(
            "level",
            Types.count("whole number", "a whole number such as 2", 1, 9),
            "2",
            "`1` is the quickest, `9` makes the fewest bytes. `6` takes two to four times as long as `2`, for a tenth fewer"
                    + " bytes.");

    static final Section COMPRESSION = new Section(
            "server.compression",
            "Answers are compressed with gzip for clients whose `Accept-Encoding` takes it, streams part by part. `true` is"
                    + " the same as a mapping without keys, `false` compresses nothing. An aggregate may be left out, by its"
                    + " own `compression`.",
            """
            server:
              compression: { min-size: 4KiB }
            """,
            List.of(MIN_SIZE, LEVEL));

    private static final Type<Fields> MAPPING = COMPRESSION.type();
    private static final Type<CompressionSpec> SPEC = new Type<>(
            "`true`, `false` or mapping",
            Schemas.either(Types.BOOLEAN.schema(), MAPPING.schema()),
            (at, node, problems) -> {
                if (node instanceof Node.Scalar) {
                    Boolean on = Types.BOOLEAN.reader().read(at, node, problems);
                    return on == null ? null : spec(on, Fields.NONE);
                }
                Fields fields = MAPPING.reader().read(at, node, problems);
                return fields == null ? null : spec(true, fields);
            });

    static final Key<CompressionSpec> COMPRESSION_KEY =
            Key.of("compression", SPEC, "true", "Which answers are compressed, for clients that take them so.");

    private CompressionKeys() {}

    private static CompressionSpec spec(boolean on, Fields fields) {
        return new CompressionSpec(on, fields.get(MIN_SIZE), fields.get(LEVEL));
    }
}
