package tributary.perf.generator;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Locale;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/**
 * What came of an {@link Order}, as the generator's process tells it.
 *
 * @param answered whatever the status
 * @param failed answered otherwise than with 200, broken off, or late beyond ten seconds
 * @param unsent came due while all connections were taken
 * @param seconds from the first request to the last answer
 * @param latency in nanoseconds; of an open loop from when a request was due, of a closed one from when it was sent
 * @param lateness in nanoseconds: how much later than due the generator itself sent; empty for a closed loop
 */
record Tally(
        long answered,
        long failed,
        long unsent,
        double seconds,
        double generatorCpuSeconds,
        Histogram latency,
        Histogram lateness) {
    String line() {
        return String.format(Locale.ROOT, "%d %d %d %.6f %.6f ", answered, failed, unsent, seconds, generatorCpuSeconds)
                + text(latency) + " " + text(lateness);
    }

    static Tally of(String line) {
        String[] words = line.split(" ", 7);
        return new Tally(
                Long.parseLong(words[0]),
                Long.parseLong(words[1]),
                Long.parseLong(words[2]),
                Double.parseDouble(words[3]),
                Double.parseDouble(words[4]),
                histogram(words[5]),
                histogram(words[6]));
    }

    private static String text(Histogram histogram) {
        ByteBuffer bytes = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
        int length = histogram.encodeIntoCompressedByteBuffer(bytes);
        return Base64.getEncoder().encodeToString(java.util.Arrays.copyOf(bytes.array(), length));
    }

    private static Histogram histogram(String text) {
        try {
            return Histogram.decodeFromCompressedByteBuffer(
                    ByteBuffer.wrap(Base64.getDecoder().decode(text)), 0);
        } catch (DataFormatException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
