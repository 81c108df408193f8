package tributary.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import tributary.config.ConfigurationReference;

/** {@code reference}: every key of the configuration. */
@Command(
        name = "reference",
        header = "Prints the reference of the configuration in Markdown.",
        description = {"", "Every key with its type, default and meaning.", ""},
        footer = {"", "Exit codes: 0 printed, 2 unusable arguments.", "", "Example:", "  tributary reference | less"})
final class ReferenceCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        out.print(ConfigurationReference.markdown());
        out.flush();
        return 0;
    }
}
