package tributary.perf.process;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A process of ours, and what it and those it has started use.
 *
 * <p>What it says on standard error goes into a file of the scratch folder. {@link #close} ends it as an operator would, with
 * SIGTERM, and ten seconds later by force; it is also ended when this process ends. Processor time is known wherever the
 * system tells it, memory where there is {@code /proc}. For one thread.
 */
public final class Child implements AutoCloseable {
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final String name;
    private final Process process;
    private final Path errors;
    private final Thread lastResort;

    private Child(String name, Process process, Path errors) {
        this.name = name;
        this.process = process;
        this.errors = errors;
        // Without it a bench that is ended from outside would leave its gateways behind.
        this.lastResort = new Thread(() -> {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        });
        Runtime.getRuntime().addShutdownHook(lastResort);
    }

    /** Starts it; {@code environment} comes on top of this process's own. */
    public static Child start(String name, Path scratch, Map<String, String> environment, List<String> command)
            throws IOException {
        Files.createDirectories(scratch);
        Path errors = scratch.resolve(name + ".log");
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
        builder.environment().putAll(environment);
        return new Child(name, builder.start(), errors);
    }

    /** Its id. */
    public long pid() {
        return process.pid();
    }

    /** Its command line as far as the system tells. */
    public String arguments() {
        return process.info().commandLine().orElse("");
    }

    /** What it says on standard output. Whoever starts a talkative process has to read it. */
    public BufferedReader output() {
        return process.inputReader();
    }

    /** Its standard input. */
    public BufferedWriter input() {
        return process.outputWriter();
    }

    /** Says so where it has ended, with the last it said. */
    public void checkAlive() throws IOException {
        if (!process.isAlive()) {
            List<String> said = Files.readAllLines(errors);
            throw new IOException(name + " ended by itself (exit code " + process.exitValue() + "): "
                    + String.join(" / ", said.subList(Math.max(0, said.size() - 3), said.size())));
        }
    }

    /** User and system time of it and its descendants so far; a clock tick, mostly 10 ms, is the resolution. */
    public double cpuSeconds() {
        return family().flatMap(one -> one.info().totalCpuDuration().stream())
                        .mapToLong(Duration::toNanos)
                        .sum()
                / 1e9;
    }

    /** Memory it and its descendants have resident; what is shared among them is counted for each. */
    public OptionalDouble residentMegabytes() {
        return megabytes("status", "VmRSS:");
    }

    /** The same, where each shared page is split among those that share it. */
    public OptionalDouble proportionalMegabytes() {
        return megabytes("smaps_rollup", "Pss:");
    }

    private OptionalDouble megabytes(String file, String line) {
        double kibibytes = 0;
        for (ProcessHandle one : family().toList()) {
            try (Stream<String> lines = Files.lines(Path.of("/proc", String.valueOf(one.pid()), file))) {
                kibibytes += lines.filter(each -> each.startsWith(line))
                        .mapToDouble(each -> Double.parseDouble(each.replaceAll("[^0-9]", "")))
                        .sum();
            } catch (IOException noProc) {
                return OptionalDouble.empty();
            }
        }
        return OptionalDouble.of(kibibytes * 1024 / 1e6);
    }

    private Stream<ProcessHandle> family() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants());
    }

    /** Ends it as a crash would, and waits until it has ended. */
    public void kill() throws InterruptedException {
        family().toList().forEach(ProcessHandle::destroyForcibly);
        process.waitFor();
    }

    @Override
    public void close() {
        List<ProcessHandle> family = family().toList();
        process.destroy();
        try {
            process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException cancelled) {
            Thread.currentThread().interrupt();
        } finally {
            family.forEach(ProcessHandle::destroyForcibly);
            forgetHook();
        }
    }

    private void forgetHook() {
        try {
            Runtime.getRuntime().removeShutdownHook(lastResort);
        } catch (IllegalStateException ending) {
            // The hooks run already.
        }
    }
}
