package tributary.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The command {@code tributary} and all below it.
 *
 * <p>Exit codes: 0 done, 1 what was asked for failed and was said why, 2 unusable arguments. A command writes its result to
 * standard output and everything else to standard error.
 */
@Command(
        name = "tributary",
        description = {
            "An aggregation gateway: one request in, several calls out in parallel, one JSON document back.",
            ""
        },
        versionProvider = VersionText.class,
        footer = {
            "",
            "Examples:",
            "  tributary demo",
            "  tributary check -c config/gateway.yaml",
            "  tributary run -c config/gateway.yaml",
            "",
            "'tributary COMMAND --help' tells more of a command."
        })
public final class Tributary implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    private Tributary() {}

    /** The command line, to be executed once. */
    public static CommandLine in(Shell shell) {
        CommandLine tributary = new CommandLine(new Tributary())
                .addSubcommand(new DemoCommand(shell))
                .addSubcommand(new RunCommand(shell))
                .addSubcommand(new CheckCommand(shell))
                .addSubcommand(new ExplainCommand(shell))
                .addSubcommand(new CallCommand(shell))
                .addSubcommand(new SchemaCommand())
                .addSubcommand(new ReferenceCommand())
                .addSubcommand(new ImageCommand())
                .addSubcommand(new TestCommand())
                .addSubcommand(new TrainCommand(shell));
        tributary.getCommandSpec().addOption(version());
        tributary.getCommandSpec().addOption(help());
        tributary.getSubcommands().values().forEach(command -> command.getCommandSpec()
                .addOption(help()));
        // They have a help of their own.
        tributary.addSubcommand(new StubsCommand(shell));
        launched(tributary, "soak", "Drives a gateway with all that can go wrong, and looks what stays behind.");
        launched(tributary, "bench", "Measures what a request costs, beside peers, and makes a report to look at.");
        launched(tributary, "fuzz", "Feeds random input to whatever reads what strangers send.");
        tributary.setColorScheme(CommandLine.Help.defaultColorScheme(shell.colour() ? Ansi.ON : Ansi.OFF));
        tributary.setUsageHelpAutoWidth(false).setUsageHelpWidth(108);
        // A file named with @ is a body (call -d @FILE), not more arguments.
        tributary.setExpandAtFiles(false);
        tributary.setParameterExceptionHandler((e, _) -> unusable(e));
        return tributary;
    }

    private static void launched(CommandLine tributary, String name, String does) {
        tributary.addSubcommand(name, LaunchedCommand.of(name, does));
    }

    private static OptionSpec version() {
        return OptionSpec.builder("-V", "--version")
                .versionHelp(true)
                .description("Print the version.")
                .build();
    }

    private static OptionSpec help() {
        return OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Show this help.")
                .build();
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return CommandLine.ExitCode.USAGE;
    }

    /** What is wrong in one line, and where the help is. */
    private static int unusable(ParameterException e) {
        CommandLine command = e.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        PrintWriter err = command.getErr();
        err.println(name + ": " + what(e, command) + "; see '" + name + " --help'");
        err.flush();
        return CommandLine.ExitCode.USAGE;
    }

    private static String what(ParameterException e, CommandLine command) {
        String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        if (!(e instanceof UnmatchedArgumentException unmatched)) {
            return message;
        }
        String first = unmatched.getUnmatched().getFirst();
        List<String> meant = unmatched.getSuggestions();
        String guess = meant.isEmpty() ? "" : ", did you mean '" + meant.getFirst() + "'?";
        if (first.startsWith("-")) {
            return "unknown option '" + first + "'" + guess;
        }
        return command.getParent() == null
                ? "no command '" + first + "'" + guess
                : "one argument too many: '" + first + "'";
    }
}
