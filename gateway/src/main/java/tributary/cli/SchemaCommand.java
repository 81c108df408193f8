package tributary.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import tributary.config.ConfigurationSchema;

/** {@code schema}: the JSON Schema of the configuration. */
@Command(
        name = "schema",
        header = "Prints the JSON Schema of the configuration.",
        description = {"", "With it (2020-12) an editor completes and checks the configuration.", ""},
        footer = {
            "",
            "Exit codes: 0 printed, 2 unusable arguments.",
            "",
            "Example:",
            "  tributary schema > config/gateway.schema.json",
            "and in the first line of config/gateway.yaml:",
            "  # yaml-language-server: $schema=gateway.schema.json"
        })
final class SchemaCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        out.print(ConfigurationSchema.json());
        out.flush();
        return 0;
    }
}
