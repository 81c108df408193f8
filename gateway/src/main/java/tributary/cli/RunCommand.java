package tributary.cli;

import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import tributary.Gateway;
import tributary.plan.Plan;
import tributary.reload.Watched;

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
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        Watched watched = new Watched(configuration.source(shell, spec.commandLine()), InstantSource.system());
        Findings findings = Findings.of(watched.reading());
        findings.print(err, shell.paint());
        Plan plan = watched.reading().plan();
        if (plan == null) {
            err.println("tributary run: " + findings.counted() + ", not started");
            err.flush();
            return 1;
        }
        try (Ending ending = Ending.onReturnOrSignal()) {
            Gateway gateway = Start.gateway(watched);
            ending.add(gateway::close);
            // Where signals cannot be had, the other two ways remain.
            var _ = Signals.handle("HUP", gateway::reloadSoon);
            out.print(ServingText.of(plan, gateway.port(), gateway.adminPort(), shell.paint()));
            out.flush();
            ending.awaitSignal();
            return 0;
        } catch (Start.Failed e) {
            err.println("tributary run: " + e.getMessage());
            err.flush();
            return 1;
        }
    }
}
