package tributary.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** {@code stubs}: hands over to the stubs, which are a program of their own. The launcher does so without coming here. */
@Command(name = "stubs", header = "Serves the stub services alone.")
final class StubsCommand implements Callable<Integer> {
    private final Shell shell;

    @Unmatched
    private List<String> arguments = List.of();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    StubsCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path jar = StubsProcess.jar(shell);
        if (!Files.exists(jar)) {
            PrintWriter err = spec.commandLine().getErr();
            err.println("tributary stubs: " + jar + " is not built; start it through the launcher, which builds");
            err.flush();
            return 1;
        }
        List<String> command = Stream.concat(StubsProcess.command(jar).stream(), arguments.stream())
                .toList();
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }
}
