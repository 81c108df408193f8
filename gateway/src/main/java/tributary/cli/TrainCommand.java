package tributary.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code train}: makes an AOT cache; for the launcher, which knows with which options the cache will be used. */
@Command(
        name = "train",
        sortOptions = false,
        header = "Makes a cache from which the gateway starts in half of the time.",
        description = {
            "",
            "Runs a gateway for some seconds, sends it requests, and keeps what its JVM learned: gateway/target/tributary.aot.",
            "The launcher uses it until the gateway is built anew. An image has one of its own. The launcher fills in the",
            "options.",
            ""
        },
        footer = {
            "",
            "Exit codes: 0 made, 1 not made, and why, 2 unusable arguments.",
            "",
            "Example:",
            "  tributary train"
        })
final class TrainCommand implements Callable<Integer> {
    private final Shell shell;

    @Option(names = "--output", required = true, paramLabel = "FILE", description = "The cache.")
    private Path output = Path.of("");

    @Option(names = "--java", required = true, paramLabel = "FILE", description = "The java that will use it.")
    private Path java = Path.of("");

    @Option(
            names = "--jar",
            required = true,
            paramLabel = "FILE",
            description = "The gateway's jar, where it will be used.")
    private Path jar = Path.of("");

    @Parameters(paramLabel = "OPTION", description = "The JVM's options, after --, as it will be used with.")
    private List<String> options = List.of();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    TrainCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws InterruptedException {
        Path stubs = StubsProcess.jar(shell);
        try (Ending ending = Ending.onReturnOrSignal()) {
            if (!Files.exists(stubs)) {
                throw new IOException(stubs + " is not built");
            }
            Training training = new Training(java, jar, options);
            training.makeCache(stubs, output, ending);
            said("made " + output);
            return 0;
        } catch (IOException e) {
            said("no AOT cache: " + e.getMessage());
            return 1;
        }
    }

    private void said(String what) {
        PrintWriter err = spec.commandLine().getErr();
        err.println("tributary train: " + what);
        err.flush();
    }
}
