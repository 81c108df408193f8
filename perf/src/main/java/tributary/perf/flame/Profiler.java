package tributary.perf.flame;

import com.sun.tools.attach.AgentInitializationException;
import com.sun.tools.attach.AgentLoadException;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import one.profiler.AsyncProfiler;

/**
 * async-profiler, loaded into another JVM while that runs. It samples by the processor's own clock and sees kernel frames where
 * the kernel allows that ({@code perf_event_paranoid} at most 1, or the right to it); elsewhere a timer of the thread's
 * processor time stands in, which sees the JVM only. Linux and macOS.
 */
final class Profiler implements AutoCloseable {
    private final VirtualMachine machine;
    private final Path library;

    private Profiler(VirtualMachine machine, Path library) {
        this.machine = machine;
        this.library = library;
    }

    /** @param scratch where the native library is laid for the other JVM */
    static Profiler attach(long pid, Path scratch) throws IOException {
        Path library = library(scratch);
        try {
            return new Profiler(VirtualMachine.attach(Long.toString(pid)), library);
        } catch (AttachNotSupportedException e) {
            throw new IOException("the gateway's JVM does not let itself be profiled: " + e.getMessage(), e);
        }
    }

    private static Path library(Path scratch) throws IOException {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String arch = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "x64";
        String name = os.startsWith("mac") ? "macos" : "linux-" + arch;
        try (InputStream in = os.startsWith("windows")
                ? null
                : AsyncProfiler.class.getResourceAsStream("/" + name + "/libasyncProfiler.so")) {
            if (in == null) {
                throw new IOException("async-profiler does not run on " + os + " " + arch);
            }
            Path library = scratch.resolve("libasyncProfiler.so").toAbsolutePath();
            Files.copy(in, library, StandardCopyOption.REPLACE_EXISTING);
            return library;
        }
    }

    /** @param event what is counted: {@code cpu}, {@code alloc}, {@code lock}, {@code wall} */
    void start(String event, String interval) throws IOException {
        load("start,event=" + event + (interval.isEmpty() ? "" : ",interval=" + interval));
    }

    /** Writes what has been seen since the start and goes on. */
    void dumpCollapsed(Path file) throws IOException {
        load("dump,collapsed,file=" + file.toAbsolutePath());
    }

    /** Ends, and writes the graph. */
    void stop(Path html, String title) throws IOException {
        load("stop,flamegraph,title=" + title + ",file=" + html.toAbsolutePath());
    }

    private void load(String command) throws IOException {
        try {
            machine.loadAgentPath(library.toString(), command);
        } catch (AgentLoadException | AgentInitializationException e) {
            throw new IOException("async-profiler refused '" + command + "': " + e.getMessage(), e);
        }
    }

    @Override
    public void close() throws IOException {
        machine.detach();
    }
}
