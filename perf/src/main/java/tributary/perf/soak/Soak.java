package tributary.perf.soak;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tributary.Gateway;

/** The command {@code tributary soak}. Exit codes: 0 all is well, 1 something is not, 2 unusable arguments. */
@Command(
        name = "tributary soak",
        sortOptions = false,
        description = {
            "Drives a gateway of its own at full speed with everything that can go wrong, and looks what stays behind.",
            "",
            "Clients that ask and check their answers, that leave, that send what is no HTTP; services that do all that",
            "the fault service can; streams, jobs, events, a schedule, a webhook that fails; reloads. Afterwards no request may",
            "be without its own answer, no job or event undone, and sockets, threads, permits and the heap must be back where",
            "they were after a warm-up.",
            ""
        },
        footer = {
            "",
            "Exit codes: 0 all is well, 1 something is not, 2 unusable arguments.",
            "",
            "Examples:",
            "  tributary soak",
            "  tributary soak --requests 1000000 --connections 256 --seed 7"
        })
public final class Soak implements Callable<Integer> {
    @Option(names = "--requests", paramLabel = "N", description = "How many. Default: ${DEFAULT-VALUE}.")
    private int requests = 200_000;

    @Option(
            names = "--seconds-limit",
            paramLabel = "N",
            description = "Ends earlier after so many seconds of load; 0 for never. Default: ${DEFAULT-VALUE}.")
    private int secondsLimit;

    @Option(
            names = "--connections",
            paramLabel = "N",
            description = "Clients at the same time. Default: ${DEFAULT-VALUE}.")
    private int connections = 64;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "What request number n does follows from it and n alone. Default: ${DEFAULT-VALUE}.")
    private long seed = 1;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private Soak() {}

    public static void main(String[] args) {
        CommandLine soak = new CommandLine(new Soak())
                .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
        soak.getCommandSpec()
                .addOption(OptionSpec.builder("-h", "--help")
                        .usageHelp(true)
                        .description("Show this help.")
                        .build());
        soak.setParameterExceptionHandler((e, _) -> unusable(e));
        System.exit(soak.execute(args));
    }

    private static int unusable(ParameterException e) {
        PrintWriter err = e.getCommandLine().getErr();
        err.println("tributary soak: " + e.getMessage() + "; see 'tributary soak --help'");
        return CommandLine.ExitCode.USAGE;
    }

    @Override
    public Integer call() throws IOException, InterruptedException, Gateway.CannotStart {
        atLeast("--requests", requests, 1);
        atLeast("--seconds-limit", secondsLimit, 0);
        atLeast("--connections", connections, 1);
        PrintWriter out = spec.commandLine().getOut();
        Report report = new SoakRun(new Load(requests, secondsLimit, connections, seed), out::println).run();
        report.lines().forEach(out::println);
        out.flush();
        return report.passed() ? 0 : 1;
    }

    private void atLeast(String option, int value, int least) {
        if (value < least) {
            throw new ParameterException(
                    spec.commandLine(), option + " is " + value + ", and must be " + least + " or more");
        }
    }
}
