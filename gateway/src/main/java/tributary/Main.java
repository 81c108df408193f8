package tributary;

import java.io.PrintWriter;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import picocli.CommandLine;
import tributary.cli.Shell;
import tributary.cli.Tributary;

/** The gateway's entry point: runs the command line. */
public final class Main {
    private Main() {}

    public static void main(String[] args) throws URISyntaxException {
        // Whether a person reads along, a shell can tell more easily than a JVM: the launcher does.
        Shell shell = new Shell(System.getenv(), home(), Boolean.getBoolean("tributary.colour"));
        CommandLine tributary = Tributary.in(shell)
                .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
        System.exit(tributary.execute(args));
    }

    /** The launcher tells; started without it, this lies in {@code gateway/target} below the home. */
    private static Path home() throws URISyntaxException {
        String told = System.getProperty("tributary.home", "");
        if (!told.isEmpty()) {
            return Path.of(told);
        }
        Path jar = Path.of(
                Main.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        return jar.resolve("../../..").normalize();
    }
}
