package tributary.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Has a gateway in another JVM serve the demo's services for some seconds, so that its JVM writes down as it ends which
 * classes it loaded and which methods were used most (JEP 483, 514, 515). Client and services are other processes, so that
 * nothing of them is in the cache.
 *
 * @param java the program that will use the cache: a cache fits one build of the JDK
 * @param jar the gateway's jar; a cache fits this file and those beside it
 * @param options the JVM's options with which the cache will be used
 */
record Training(Path java, Path jar, List<String> options) {
    private static final Pattern PLACE = Pattern.compile(" +aggregates +(http://\\S+)");
    private static final List<String> STUBS = List.of("--port-base", "0", "--control-port", "0", "--no-delay");

    /** Until the gateway has ended and its JVM has written the cache, which takes it some seconds. */
    private static final int LONGEST_END_SECONDS = 120;

    Training {
        options = List.copyOf(options);
    }

    /**
     * Writes {@code cache}, whole or not at all, and beside it, as {@code cache.jar}, a copy of the jar: whoever uses the
     * cache has to compare the two, since the JVM does not notice that a jar has
     * changed (JDK-8377932, until 25.0.4).
     */
    void makeCache(Path stubs, Path cache, Ending ending) throws IOException, InterruptedException {
        Process services = StubsProcess.launch(stubs, STUBS, Redirect.DISCARD);
        ending.add(() -> StubsProcess.end(services));
        StubsProcess ready = StubsProcess.ready(services);
        if (ready == null) {
            throw new IOException("the stubs did not start");
        }
        Path next = cache.resolveSibling(cache.getFileName() + ".next");
        Path copy = cache.resolveSibling(cache.getFileName() + ".jar");
        Path configuration = Files.createTempFile("tributary-training", ".yaml");
        Files.deleteIfExists(cache);
        Files.copy(jar, copy, StandardCopyOption.REPLACE_EXISTING);
        try (InputStream written = Training.class.getResourceAsStream("training.yaml")) {
            Files.copy(Objects.requireNonNull(written), configuration, StandardCopyOption.REPLACE_EXISTING);
            Process gateway = launch(configuration, next, ready);
            ending.add(() -> StubsProcess.end(gateway));
            serveAndEnd(gateway);
            if (!Files.exists(next)) {
                throw new IOException("this Java wrote none");
            }
            if (Files.mismatch(jar, copy) >= 0) {
                throw new IOException(jar + " changed meanwhile");
            }
            Files.move(next, cache, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(configuration);
            Files.deleteIfExists(next);
        }
    }

    private Process launch(Path configuration, Path output, StubsProcess services) throws IOException {
        List<String> command = new ArrayList<>(List.of(java.toString()));
        command.addAll(options);
        command.addAll(List.of("-XX:AOTCacheOutput=" + output, "-Xlog:disable", "-Xlog:all=off"));
        command.addAll(List.of("-jar", jar.toString(), "run", "-c", configuration.toString()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(services.environment());
        return builder.start();
    }

    private static void serveAndEnd(Process gateway) throws IOException, InterruptedException {
        try (BufferedReader said = gateway.inputReader(StandardCharsets.UTF_8)) {
            URI place = place(said);
            if (place == null) {
                throw new IOException("the gateway did not start");
            }
            TrainingLoad.on(place);
            // By its handle: the process itself would close what is read here.
            gateway.toHandle().destroy();
            // It says more only where something is wrong; unread, that could block it.
            while (said.readLine() != null) {}
        }
        if (!gateway.waitFor(LONGEST_END_SECONDS, TimeUnit.SECONDS)) {
            throw new IOException("the gateway did not end");
        }
    }

    private static @Nullable URI place(BufferedReader said) throws IOException {
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            Matcher place = PLACE.matcher(line);
            if (place.matches()) {
                return URI.create(place.group(1));
            }
        }
        return null;
    }
}
