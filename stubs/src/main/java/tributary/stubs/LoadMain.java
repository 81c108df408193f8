package tributary.stubs;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.net.BindException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The command {@code tributary stubs load}: a {@link LoadService} until it is ended.
 *
 * <p>Prints {@code load service ready on ADDRESS:PORT} once it serves. Exit codes as those of {@link StubsMain}.
 */
@Command(
        name = "load",
        sortOptions = false,
        description = {
            "Serves prepared JSON over HTTP/1.1 as cheaply as can be, to put load on a gateway with.",
            "",
            "  /json/N      an object of N bytes",
            "  /list/N      an array of N objects with an id each",
            "  /echo/ID     {\"id\":\"ID\"}",
            "  /fail        503",
            "  ...?delay=N  the same, N milliseconds later",
            ""
        },
        footer = {
            "",
            "Example:",
            "  tributary stubs load --port 9200",
            "  curl 'http://127.0.0.1:9200/json/1024?delay=20'"
        })
final class LoadMain implements Callable<Integer> {
    @Option(names = "--host", paramLabel = "ADDRESS", description = "Address to listen on (default: 127.0.0.1).")
    private String host = "127.0.0.1";

    @Option(names = "--port", paramLabel = "PORT", description = "Port (default: 9200). 0 takes any free one.")
    private int port = 9200;

    @Option(names = "--exit-with-stdin", description = "End when standard input closes, as it does when a parent ends.")
    private boolean exitWithStdin;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean unusedHelp; // picocli acts on it by itself

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (port < 0 || port > 65_535) {
            throw new ParameterException(spec.commandLine(), "--port: " + port + " is no port; write 0 to 65535");
        }
        PrintWriter out = spec.commandLine().getOut();
        try (LoadService service = LoadService.start(host, port)) {
            out.println("load service ready on " + host + ":" + service.port());
            out.flush();
            if (exitWithStdin) {
                System.in.transferTo(OutputStream.nullOutputStream());
            } else {
                new CountDownLatch(1).await();
            }
            return 0;
        } catch (BindException cannotListen) {
            System.err.println("stubs: " + cannotListen.getMessage() + " (see --help)");
            return 1;
        }
    }
}
