package tributary.perf.beyond;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import tributary.perf.process.Metrics;
import tributary.perf.process.Tool;
import tributary.perf.process.TributaryProcess;

/**
 * What a gateway holds at one time.
 *
 * @param heapMegabytes after a collection
 * @param files that it has open, without the connections to services that it keeps
 * @param busy the sum of all gauges that are 0 when nobody asks for anything
 * @param timedOut connections of clients that it has ended because they did not read
 */
record Standing(
        double heapMegabytes, double residentMegabytes, double files, double streams, double busy, double timedOut) {
    private static final List<String> GAUGES = List.of(
            "tributary_client_connections_open",
            "tributary_requests_in_progress",
            "tributary_admission_in_flight",
            "tributary_admission_waiting",
            "tributary_body_memory_bytes",
            "tributary_service_calls_in_flight",
            "tributary_service_connections_in_use",
            "tributary_service_connections_waiting");

    static Standing of(TributaryProcess gateway) throws IOException, InterruptedException {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        var failure = Tool.failure(List.of(jcmd, String.valueOf(gateway.child().pid()), "GC.run"));
        if (failure.isPresent()) {
            throw new IOException("no collection could be asked for: " + failure.get());
        }
        Metrics metrics = gateway.metrics();
        return new Standing(
                metrics.sum("jvm_memory_used_bytes", "area=\"heap\"") / 1e6,
                gateway.child().residentMegabytes().orElse(0),
                metrics.sum("process_open_fds") - metrics.sum("tributary_service_connections_open"),
                metrics.sum("tributary_requests_in_progress"),
                GAUGES.stream().mapToDouble(metrics::sum).sum(),
                timedOut(metrics));
    }

    /** When it holds no more than before and nothing goes on, or when so much time has passed. */
    static Standing settled(TributaryProcess gateway, Standing before, Duration longest)
            throws IOException, InterruptedException {
        long end = System.nanoTime() + longest.toNanos();
        Standing now = of(gateway);
        while ((now.busy > 0 || now.files > before.files) && System.nanoTime() < end) {
            Thread.sleep(200);
            now = of(gateway);
        }
        return now;
    }

    static double timedOut(TributaryProcess gateway) throws IOException {
        return timedOut(gateway.metrics());
    }

    private static double timedOut(Metrics metrics) {
        return metrics.sum("tributary_client_connections_ended_total", "reason=\"write-timeout\"");
    }
}
