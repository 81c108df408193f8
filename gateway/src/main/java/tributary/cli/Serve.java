package tributary.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tributary.Gateway;
import tributary.logs.Format;
import tributary.logs.Logs;
import tributary.plan.Plan;
import tributary.plan.TelemetrySpec.LogFormat;
import tributary.reload.Watched;

/**
 * Serves a configuration until a signal ends it: what {@code run} does, without the library that reads command lines.
 *
 * <p>That library's 170 classes are in the format of Java 5, which the JDK's AOT cache does not take, so they would be
 * a fifth of a start that uses one. Hence {@link #plainly}, which bought some 130 of 780 ms of CPU.
 *
 * @param out where it says that it serves
 * @param err where it says why not
 */
public record Serve(Shell shell, PrintWriter out, PrintWriter err) {
    /** The configuration of a command line that is {@code run}, at most with {@code -c PATH}; empty for every other. */
    public static Optional<Path> plainly(String[] arguments, Shell shell) {
        boolean named = arguments.length == 3 && (arguments[1].equals("-c") || arguments[1].equals("--config"));
        if (arguments.length == 0 || !arguments[0].equals("run") || (arguments.length != 1 && !named)) {
            return Optional.empty();
        }
        if (named && (arguments[2].isEmpty() || arguments[2].startsWith("-"))) {
            // An option.
            return Optional.empty();
        }
        @Nullable Path told = named ? Path.of(arguments[2]) : null;
        // What is missing is told of where all unusable arguments are.
        return Optional.of(ConfigurationPath.chosen(told, shell)).filter(Files::exists);
    }

    /** Returns the exit code where it could not start; otherwise a signal ends the process. */
    public int until(Path configuration) throws InterruptedException {
        Watched watched =
                new Watched(new ConfigurationSource(configuration, shell.environment()), InstantSource.system());
        Findings findings = Findings.of(watched.reading());
        findings.print(err, shell.paint());
        Plan plan = watched.reading().plan();
        if (plan == null) {
            return failed(findings.counted() + ", not started");
        }
        try (Ending ending = Ending.onReturnOrSignal()) {
            Format format = format(plan.telemetry().logFormat());
            Logs logs = Logs.standard(format);
            ending.add(logs::close);
            Gateway gateway = Start.gateway(watched, logs);
            ending.add(gateway::close);
            // Where signals cannot be had, the other two ways remain.
            var _ = Signals.handle("HUP", gateway::reloadSoon);
            switch (format) {
                case TEXT -> {
                    out.print(ServingText.of(plan, gateway.port(), gateway.adminPort(), shell.paint()));
                    out.flush();
                }
                // Whoever reads lines of JSON reads nothing else there.
                case JSON -> logs.say(ServingText.line(plan, gateway.port(), gateway.adminPort()));
            }
            ending.awaitSignal();
            return 0;
        } catch (Start.Failed e) {
            return failed(String.valueOf(e.getMessage()));
        }
    }

    private static Format format(LogFormat configured) {
        return switch (configured) {
            case TEXT -> Format.TEXT;
            case JSON -> Format.JSON;
        };
    }

    private int failed(String why) {
        err.println("tributary run: " + why);
        err.flush();
        return 1;
    }
}
