package tributary.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tributary.config.Configuration;
import tributary.config.Configuration.Loaded;
import tributary.plan.Plan;

/** {@code check}: every error and warning of a configuration. */
@Command(
        name = "check",
        sortOptions = false,
        header = "Lists every error and warning in a configuration.",
        description = {"", "Each with file:line:column. Opens no port and calls no service.", ""},
        footer = {
            "",
            "Exit codes: 0 no errors (warnings are allowed), 1 errors, 2 unusable arguments.",
            "",
            "Examples:",
            "  tributary check",
            "  tributary check -c config/gateway.yaml --json"
        })
final class CheckCommand implements Callable<Integer> {
    private final Shell shell;

    @Mixin
    private ConfigurationOption configuration = new ConfigurationOption();

    @Option(names = "--json", description = "Print one JSON document instead: ok, errors, warnings, diagnostics.")
    private boolean json;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    CheckCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        Path path = configuration.path(shell, spec.commandLine());
        Loaded loaded = Configuration.load(path, shell.environment());
        Findings findings = new Findings(loaded.diagnostics());
        if (json) {
            out.print(JsonLayout.of(findings.json()));
        } else {
            findings.print(out, shell.paint());
            out.println(summary(path, findings, loaded));
        }
        out.flush();
        return loaded.plan() == null ? 1 : 0;
    }

    private String summary(Path path, Findings findings, Loaded loaded) {
        Plan plan = loaded.plan();
        if (plan == null) {
            return path + ": " + shell.paint().red(findings.counted());
        }
        return path + ": " + shell.paint().green(findings.counted()) + "; "
                + Counts.of(plan.aggregates().size(), "aggregate") + ", "
                + Counts.of(plan.services().size(), "service");
    }
}
