package tributary.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code run}: serves until it is told to stop. */
@Command(
        name = "run",
        sortOptions = false,
        header = "Serves until SIGTERM or Ctrl-C.",
        description = {
            "",
            "Serves the aggregates of a configuration until SIGTERM or Ctrl-C. Then it turns unready, lets requests",
            "under way finish as long as server.drain allows, and ends; a second one ends it at once. With errors in the configuration it does",
            "not start.",
            "",
            "When a file of the configuration changes, and on SIGHUP, it is read again and taken up without dropping a",
            "request; one with errors is refused, its errors are logged, and what served before goes on.",
            ""
        },
        footer = {
            "",
            "Exit codes: 0 told to stop, 130 or 143 told twice, 1 errors in the configuration or a port that is taken, 2 unusable arguments.",
            "",
            "Examples:",
            "  tributary run",
            "  tributary run -c /etc/tributary",
            "  TRIBUTARY_CONFIG=config/gateway.yaml tributary run"
        })
final class RunCommand implements Callable<Integer> {
    private final Shell shell;

    @Mixin
    private ConfigurationOption configuration = new ConfigurationOption();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    RunCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws InterruptedException {
        CommandLine command = spec.commandLine();
        return new Serve(shell, command.getOut(), command.getErr()).until(configuration.path(shell, command));
    }
}
