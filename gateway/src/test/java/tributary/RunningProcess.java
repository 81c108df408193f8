package tributary;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code tributary run} as a process of its own. */
final class RunningProcess implements AutoCloseable {
    private static final Pattern LINE = Pattern.compile(".* serves aggregates at (\\S+), admin at ([^\"]+).*");
    private static final Pattern PLACE = Pattern.compile(" +(aggregates|admin) +(http://\\S+?)(/health.*)?");

    private final HttpClient http = HttpClient.newHttpClient();
    private final Process process;
    private final BufferedReader said;
    private final Path errors;
    private final Queue<String> early = new ArrayDeque<>();
    private URI aggregates;
    private URI admin;

    private RunningProcess(Process process, Path errors) {
        this.process = process;
        this.said = process.inputReader(StandardCharsets.UTF_8);
        this.errors = errors;
    }

    static RunningProcess start(Path configuration) throws IOException {
        String classes = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return start(new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-preview",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classes,
                "tributary.Main",
                "run",
                "-c",
                configuration.toString()));
    }

    static RunningProcess start(ProcessBuilder builder) throws IOException {
        Path errors = Files.createTempFile("run", ".log");
        errors.toFile().deleteOnExit();
        Process process = builder.redirectError(Redirect.to(errors.toFile())).start();
        RunningProcess running = new RunningProcess(process, errors);
        running.awaitPlaces();
        return running;
    }

    private void awaitPlaces() throws IOException {
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            Matcher serves = LINE.matcher(line);
            Matcher place = PLACE.matcher(line);
            if (serves.matches()) {
                aggregates = URI.create(serves.group(1));
                admin = URI.create(serves.group(2));
                return;
            } else if (place.matches() && place.group(1).equals("aggregates")) {
                aggregates = URI.create(place.group(2));
            } else if (place.matches()) {
                admin = URI.create(place.group(2));
                return;
            } else if (line.contains("tributary.access")) {
                // A schedule's first run may be over before it is said where the gateway serves.
                early.add(line);
            }
        }
        throw new AssertionError("it did not start: " + Files.readString(errors));
    }

    /** The next line on its standard output, which nobody reads otherwise; waits for it. */
    String line() throws IOException {
        return early.isEmpty() ? said.readLine() : early.remove();
    }

    /** All further lines on its standard output, up to its end. */
    List<String> lines() throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line = line(); line != null; line = line()) {
            lines.add(line);
        }
        return lines;
    }

    /** All lines on its standard error so far. */
    List<String> errorLines() throws IOException {
        return Files.readAllLines(errors);
    }

    int port() {
        return aggregates.getPort();
    }

    URI admin(String target) {
        return admin.resolve(target);
    }

    /** What the admin listener says there. */
    String adminBody(String target) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(admin(target)).build(), BodyHandlers.ofString())
                .body();
    }

    /** The status of a POST without a body. */
    int adminPost(String target) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(admin(target))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        return http.send(request, BodyHandlers.ofString()).statusCode();
    }

    long pid() {
        return process.pid();
    }

    void signal(String name) throws IOException, InterruptedException {
        int status = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
        if (status != 0) {
            throw new IOException("kill failed");
        }
    }

    /** The exit code. */
    int end() throws InterruptedException {
        if (!process.waitFor(90, TimeUnit.SECONDS)) {
            throw new AssertionError("it has not ended");
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        http.close();
    }
}
