package tributary.edge.connection;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How many files the process may hold open: each connection is one. */
final class Descriptors {
    private static final int PROCESS = 128;
    private static final Path LIMITS = Path.of("/proc/self/limits");
    private static final Pattern FILES = Pattern.compile("Max open files +(\\d+) .*");

    private Descriptors() {}

    /**
     * How many of them clients may take: three quarters, and all but 128. The rest is for services and for the process itself,
     * which does badly without; a client that is refused comes again.
     */
    static int forClients() {
        long all = ofProcess();
        return all < 0 ? Integer.MAX_VALUE : Math.clamp(all - Math.max(all / 4, PROCESS), 1, Integer.MAX_VALUE);
    }

    /** Negative where nothing tells. */
    private static long ofProcess() {
        try {
            // Where there is such a file, it spares the start the JDK's management library: 150 classes.
            for (String line : Files.readAllLines(LIMITS)) {
                Matcher files = FILES.matcher(line);
                if (files.matches()) {
                    return Long.parseLong(files.group(1));
                }
            }
        } catch (IOException | NumberFormatException e) {
            // Not Linux, or a number that is none of ours; then the library knows.
        }
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                ? system.getMaxFileDescriptorCount()
                : -1;
    }
}
