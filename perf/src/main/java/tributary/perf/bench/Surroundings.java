package tributary.perf.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tributary.perf.report.Report.Machine;

/** What a run was made on and with, as far as it can be found out; what cannot is left out or says so. */
record Surroundings(Machine machine, Map<String, String> versions, Map<String, String> settings) {
    private static final int PATIENCE_SECONDS = 10;
    /** Where a JAR's name ends and its version begins. */
    private static final Pattern HELIDON = Pattern.compile("helidon-webserver-([0-9][^/]*)\\.jar");

    static Surroundings find(Path home) throws InterruptedException {
        Map<String, String> versions = new LinkedHashMap<>();
        put(versions, "Tributary", commit(home));
        versions.put("JDK", System.getProperty("java.vm.vendor") + " " + Runtime.version());
        put(versions, "Helidon", helidon());
        put(versions, "Go", said(home, "go", "version"));
        put(versions, "nginx", said(home, "nginx", "-v"));
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("JVM flags", flags());
        put(settings, "TRIBUTARY_JAVA_OPTS", System.getenv("TRIBUTARY_JAVA_OPTS"));
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        put(settings, "Load of the machine at the start", load < 0 ? null : "%.1f".formatted(load));
        return new Surroundings(thisMachine(), versions, settings);
    }

    private static Machine thisMachine() {
        String processor = found(Path.of("/proc/cpuinfo"), "model name\\s*:\\s*(.+)");
        String kilobytes = found(Path.of("/proc/meminfo"), "MemTotal:\\s*(\\d+)");
        return new Machine(
                processor == null ? System.getProperty("os.arch") : processor,
                Runtime.getRuntime().availableProcessors(),
                kilobytes == null ? 0 : Long.parseLong(kilobytes) * 1024,
                System.getProperty("os.name") + " " + System.getProperty("os.version"));
    }

    private static void put(Map<String, String> map, String name, @Nullable String value) {
        if (value != null && !value.isBlank()) {
            map.put(name, value);
        }
    }

    private static @Nullable String found(Path file, String pattern) {
        try {
            Matcher matcher = Pattern.compile(pattern).matcher(Files.readString(file));
            return matcher.find() ? matcher.group(1).strip() : null;
        } catch (IOException e) {
            return null;
        }
    }

    private static @Nullable String commit(Path home) throws InterruptedException {
        String commit = said(home, "git", "rev-parse", "--short=12", "HEAD");
        String changes = commit == null ? null : said(home, "git", "status", "--porcelain", "--untracked-files=no");
        return commit == null || changes == null || changes.isEmpty() ? commit : commit + ", changed since";
    }

    private static @Nullable String helidon() {
        var source = io.helidon.webserver.WebServer.class.getProtectionDomain().getCodeSource();
        Matcher matcher =
                HELIDON.matcher(source == null ? "" : source.getLocation().toString());
        return matcher.find() ? matcher.group(1) : null;
    }

    /** This JVM's own, which are those that the launcher gives a gateway, but for paths. */
    private static String flags() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> !flag.startsWith("-Dtributary."))
                .collect(Collectors.joining(" "));
    }

    /** What a program says of itself; null where it is not installed or says no. */
    private static @Nullable String said(Path home, String... command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command)
                    .directory(home.toFile())
                    .redirectErrorStream(true)
                    .start();
            process.getOutputStream().close();
            // A version is short: it fits into the pipe, and the program ends without being read.
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return null;
            }
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return process.exitValue() == 0 ? said : null;
        } catch (IOException notInstalled) {
            return null;
        }
    }
}
