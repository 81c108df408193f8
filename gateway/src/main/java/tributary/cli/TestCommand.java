package tributary.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code test}: there for its help; the launcher runs the tests, since what they test includes this program. */
@Command(
        name = "test",
        header = "Builds everything and runs all tests.",
        description = {"", "What stands behind it is passed on to Maven.", ""},
        footer = {
            "",
            "Exit codes: 0 all tests passed, another where one failed or the build did.",
            "",
            "Examples:",
            "  tributary test",
            "  tributary test -Dtest=RunCommandTest -Dsurefire.failIfNoSpecifiedTests=false"
        })
final class TestCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        err.println("tributary test: only the launcher ./tributary runs the tests; or use ./mvnw verify");
        err.flush();
        return 2;
    }
}
