package tributary.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The stubs as a process of their own, which ends with this one however this one ends: the pipe to its standard input
 * closes, and that is its sign.
 *
 * @param environment where its services are, as variables for a configuration: {@code CATALOG_URL} and the like
 * @param control the URL of its switches
 */
record StubsProcess(Map<String, String> environment, String control) {
    private static final String READY = "stubs ready";
    private static final Pattern CONTROL = Pattern.compile("\\s*control\\s+(http\\S+).*");
    private static final Pattern EXPORT = Pattern.compile("\\s*export (\\w+)=(\\S+)");

    StubsProcess {
        environment = Map.copyOf(environment);
    }

    static Path jar(Shell shell) {
        return shell.home().resolve("stubs").resolve("target").resolve("tributary-stubs.jar");
    }

    static List<String> command(Path jar) {
        // They serve a demo: quick to start matters more than quick at length.
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-preview",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx128m",
                "-jar",
                jar.toString());
    }

    /** Starts them without waiting until they serve. */
    static Process launch(Path jar, List<String> options, Redirect errors) throws IOException {
        List<String> command = new ArrayList<>(command(jar));
        command.add("--exit-with-stdin");
        command.addAll(options);
        return new ProcessBuilder(command).redirectError(errors).start();
    }

    /** Waits until they serve; null where they ended instead, as they do where a port is taken. */
    static @Nullable StubsProcess ready(Process launched) throws IOException {
        BufferedReader reader = launched.inputReader(StandardCharsets.UTF_8);
        Map<String, String> environment = new HashMap<>();
        String control = "";
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            Matcher url = CONTROL.matcher(line);
            Matcher export = EXPORT.matcher(line);
            if (url.matches()) {
                control = url.group(1);
            } else if (export.matches()) {
                environment.put(export.group(1), export.group(2));
            } else if (line.strip().equals(READY)) {
                // What they say from now on nobody reads, but a full pipe would block them.
                Thread.startVirtualThread(() -> swallow(reader));
                return new StubsProcess(environment, control);
            }
        }
        return null;
    }

    private static void swallow(BufferedReader reader) {
        try {
            reader.transferTo(Writer.nullWriter());
        } catch (IOException e) {
            // The process has ended.
        }
    }

    /** Ends them, at once. */
    static void end(Process launched) {
        launched.destroy();
        try {
            if (!launched.waitFor(2, TimeUnit.SECONDS)) {
                launched.destroyForcibly();
            }
        } catch (InterruptedException e) {
            launched.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
