package tributary.perf.flame;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code flame}: starts a gateway, keeps it busy with requests of three calls, and draws where its time goes. */
@Command(
        sortOptions = false,
        description = {
            "A flame graph of a gateway that is busy with requests of three calls of 1 KB.",
            "",
            "Writes flame.html, to be opened in a browser, and flame.collapsed, a line a stack, for grep and awk.",
            ""
        })
public final class FlameCommand implements Callable<Integer> {
    private static final DateTimeFormatter NAME = DateTimeFormatter.ofPattern("yyyy-MM-dd-HHmmss", Locale.ROOT);
    private static final String DOCUMENT = "{\"items\":[\"" + "x".repeat(1000) + "\"]}";
    private static final String CONFIGURATION = """
            server: { port: PORT }
            admin: { port: ADMIN }
            services: { s: { url: 'http://127.0.0.1:SERVICE' } }
            aggregates:
              GET /page:
                calls:
                  one: { get: 's:/one' }
                  two: { get: 's:/two' }
                  three: { get: 's:/three' }
            """;

    private final Path home;

    @Option(names = "--seconds", paramLabel = "N", description = "Profiles so long. Default: ${DEFAULT-VALUE}.")
    private int seconds = 10;

    @Option(names = "--warm-up", paramLabel = "N", description = "Seconds of load before. Default: ${DEFAULT-VALUE}.")
    private int warmUp = 10;

    @Option(
            names = "--event",
            paramLabel = "EVENT",
            description = "What is counted: cpu, alloc, lock or wall. Default: ${DEFAULT-VALUE}.")
    private String event = "cpu";

    @Option(names = "--clients", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}.")
    private int clients = 32;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Where the files go. Default: perf/target/flame/DATE-TIME.")
    private @Nullable Path out;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** @param home the checkout */
    public FlameCommand(Path home) {
        this.home = home;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (seconds < 1 || warmUp < 0 || clients < 1) {
            throw new ParameterException(spec.commandLine(), "--seconds and --clients must be 1 or more, --warm-up 0");
        }
        Path folder = out != null
                ? out
                : home.resolve("perf/target/flame").resolve(NAME.format(LocalDateTime.now(ZoneId.systemDefault())));
        Files.createDirectories(folder);
        PrintWriter err = spec.commandLine().getErr();
        try (StaticService service = StaticService.start(DOCUMENT);
                GatewayProcess gateway =
                        GatewayProcess.start(home, folder, CONFIGURATION.replace("SERVICE", "" + service.port()));
                ClosedLoop load = ClosedLoop.on(gateway.url("/page"), clients)) {
            err.println("warming up for " + warmUp + " s");
            Thread.sleep(warmUp * 1000L);
            err.println("profiling for " + seconds + " s");
            profile(gateway, folder);
            if (load.answered() == 0 || load.failed() > load.answered() / 100) {
                throw new IOException(load.failed() + " requests failed, " + load.answered() + " did not");
            }
        }
        spec.commandLine().getOut().println("Flame graph: " + folder.resolve("flame.html"));
        return 0;
    }

    private void profile(GatewayProcess gateway, Path folder) throws IOException, InterruptedException {
        try (Profiler profiler = Profiler.attach(gateway.pid(), folder)) {
            profiler.start(event, event.equals("cpu") ? "1ms" : "");
            Thread.sleep(seconds * 1000L);
            profiler.dumpCollapsed(folder.resolve("flame.collapsed"));
            profiler.stop(folder.resolve("flame.html"), "Tributary: " + event + " of three calls a request");
        }
    }
}
