package tributary;

import java.io.PrintWriter;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import tributary.cli.Serve;
import tributary.cli.Shell;
import tributary.cli.Tributary;

/** The gateway's entry point: runs the command line. */
public final class Main {
    private Main() {}

    private static final String LOG_FORMAT = "java.util.logging.SimpleFormatter.format";

    public static void main(String[] args) throws URISyntaxException, InterruptedException {
        if (System.getProperty(LOG_FORMAT) == null) {
            // One line an event, and not two.
            System.setProperty(LOG_FORMAT, "%1$tFT%1$tT.%1$tL%1$tz %4$s %5$s%6$s%n");
        }
        Carriers.beginWithFew();
        // Whether a person reads along, a shell can tell more easily than a JVM: the launcher does.
        Shell shell = new Shell(System.getenv(), home(), Boolean.getBoolean("tributary.colour"));
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        Optional<Path> served = Serve.plainly(args, shell);
        System.exit(
                served.isPresent()
                        ? new Serve(shell, out, err).until(served.get())
                        : Tributary.in(shell).setOut(out).setErr(err).execute(args));
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
