package tributary.perf.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tributary.perf.flame.FlameCommand;

/** The command {@code tributary bench} and all below it. */
@Command(
        name = "tributary bench",
        description = {
            "Measures what a request costs: a kind of measurement at a time, or all of them.",
            "",
            "Writes report.html, a page to look at, and report.json, which 'compare' reads.",
            ""
        },
        footer = {
            "",
            "Exit codes: 0 done; 1 what was asked for failed, or with --goals a goal was missed, or with",
            "--fail-on-worse a figure got worse; 2 unusable arguments.",
            "",
            "Examples:",
            "  tributary bench all --quick",
            "  tributary bench micro --out before",
            "  tributary bench compare before/report.json after/report.json",
            "  tributary bench flame"
        })
public final class Bench implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    private Bench() {}

    /** Runs the command and ends the JVM. */
    public static void main(List<Kind> kinds, String[] args) {
        CommandLine bench = in(kinds, Path.of(System.getProperty("tributary.home", ".")))
                .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
        System.exit(bench.execute(args));
    }

    /**
     * The command line, to be executed once.
     *
     * @param home the checkout
     */
    static CommandLine in(List<Kind> kinds, Path home) {
        CommandLine bench = new CommandLine(new Bench());
        for (Kind kind : kinds) {
            CommandLine command = new CommandLine(new KindCommand(List.of(kind), home));
            command.getCommandSpec().usageMessage().description(kind.does(), "");
            bench.addSubcommand(kind.name(), command);
        }
        CommandLine all = new CommandLine(new KindCommand(kinds, home));
        all.getCommandSpec().usageMessage().description("All kinds, one after the other, in one report.", "");
        bench.addSubcommand("all", all)
                .addSubcommand("compare", new CompareCommand())
                .addSubcommand("flame", new FlameCommand(home));
        bench.getCommandSpec().addOption(help());
        bench.getSubcommands().values().forEach(command -> command.getCommandSpec()
                .addOption(help()));
        bench.setParameterExceptionHandler((e, _) -> unusable(e));
        bench.setExecutionExceptionHandler((e, command, _) -> failed(e, command));
        return bench;
    }

    private static OptionSpec help() {
        return OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Show this help.")
                .build();
    }

    private static int unusable(ParameterException e) {
        CommandSpec command = e.getCommandLine().getCommandSpec();
        PrintWriter err = e.getCommandLine().getErr();
        err.println("%s: %s; see '%1$s --help'".formatted(command.qualifiedName(), e.getMessage()));
        return CommandLine.ExitCode.USAGE;
    }

    /** What a measurement can run into says what it was; a bug says where. */
    private static int failed(Exception e, CommandLine command) throws Exception {
        if (e instanceof IOException) {
            command.getErr().println(command.getCommandSpec().qualifiedName() + ": " + e.getMessage());
            return CommandLine.ExitCode.SOFTWARE;
        }
        throw e;
    }

    @Override
    public Integer call() {
        throw new ParameterException(
                spec.commandLine(), "which kind? " + spec.subcommands().keySet());
    }
}
