package tributary.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/**
 * {@code soak}, {@code bench} and {@code fuzz}: there to be listed; the launcher runs them, which are programs of their own
 * around this one.
 */
@Command
final class LaunchedCommand implements Callable<Integer> {
    private final String name;

    @Unmatched
    private List<String> arguments = List.of();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private LaunchedCommand(String name) {
        this.name = name;
    }

    /** A command called {@code name} that {@code does} so and so. */
    static CommandSpec of(String name, String does) {
        CommandSpec spec =
                CommandSpec.forAnnotatedObject(new LaunchedCommand(name)).name(name);
        spec.usageMessage().header(does);
        return spec;
    }

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        err.println("tributary " + name + ": only the launcher runs it: ./tributary " + name + ' '
                + String.join(" ", arguments));
        err.flush();
        return 2;
    }
}
