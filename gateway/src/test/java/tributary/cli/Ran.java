package tributary.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine;

/** What a command, run in this process, came to. */
record Ran(int exit, String out, String err) {
    static final Path HOME = Path.of("..").toAbsolutePath().normalize();

    static Ran of(String... arguments) {
        return in(Map.of(), arguments);
    }

    static Ran in(Map<String, String> environment, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine tributary = Tributary.in(new Shell(environment, HOME, false))
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err));
        int exit = tributary.execute(arguments);
        return new Ran(exit, out.toString(), err.toString());
    }
}
