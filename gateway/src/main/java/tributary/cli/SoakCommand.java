package tributary.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** {@code soak}: there to be listed; the launcher runs the soak, which is a program of its own around this one. */
@Command(name = "soak", header = "Drives a gateway with all that can go wrong, and looks what stays behind.")
final class SoakCommand implements Callable<Integer> {
    @Unmatched
    private List<String> arguments = List.of();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        err.println("tributary soak: only the launcher runs it: ./tributary soak " + String.join(" ", arguments));
        err.flush();
        return 2;
    }
}
