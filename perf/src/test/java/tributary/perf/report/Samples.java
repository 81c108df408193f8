package tributary.perf.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** A report that was made up: each kind, each shape of plot. */
public final class Samples {
    private Samples() {}

    static String json() throws IOException {
        try (InputStream stream = Objects.requireNonNull(Samples.class.getResourceAsStream("sample.json"))) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    public static Report report() throws IOException, NoReport {
        return ReportReader.read(json());
    }
}
