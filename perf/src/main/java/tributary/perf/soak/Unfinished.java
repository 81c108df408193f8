package tributary.perf.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import tributary.perf.process.Metrics;

/**
 * What a gateway has accepted and not done, by its own metrics, and the files that it keeps it in.
 *
 * @param jobs that wait or run
 * @param store reads and writes that wait for the jobs' store
 * @param events that wait for their sink
 * @param parts of streams that wait for their reader
 * @param kept jobs that have ended
 * @param files but for those of events that are full and put aside
 */
record Unfinished(long jobs, long store, long events, long parts, long kept, long files, long storeBytes) {

    static Unfinished of(int adminPort, Path folder) throws IOException {
        Metrics metrics = metrics(adminPort);
        long underWay = count(metrics, "tributary_jobs", "state=\"queued\"")
                + count(metrics, "tributary_jobs", "state=\"running\"");
        List<Path> files = files(folder);
        long bytes = 0;
        for (Path file : files) {
            bytes += file.startsWith(folder.resolve("jobs")) ? Files.size(file) : 0;
        }
        return new Unfinished(
                underWay,
                count(metrics, "tributary_jobs_store_waiting", ""),
                count(metrics, "tributary_events_queued", ""),
                count(metrics, "tributary_stream_parts_waiting", ""),
                count(metrics, "tributary_jobs", "") - underWay,
                files.stream().filter(file -> !LinesFiles.isPutAside(file)).count(),
                bytes);
    }

    static long count(Metrics metrics, String name, String label) {
        return Math.round(metrics.sum(name, label));
    }

    static Metrics metrics(int adminPort) throws IOException {
        try (Connection connection = new Connection(adminPort)) {
            connection.write("GET /metrics HTTP/1.1\r\nHost: soak\r\nConnection: close\r\n\r\n");
            Answer answer = connection.read();
            if (answer.status() != 200) {
                throw new IOException("no metrics: " + answer);
            }
            return Metrics.of(answer.body());
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }
}
