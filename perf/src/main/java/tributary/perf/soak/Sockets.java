package tributary.perf.soak;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What the system says of this process's sockets and files; -1 where this system does not say it in our way. */
final class Sockets {
    private static final List<Path> TABLES = List.of(Path.of("/proc/self/net/tcp"), Path.of("/proc/self/net/tcp6"));

    private Sockets() {}

    /** Files and sockets that this process has open. */
    static long openFiles() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getOpenFileDescriptorCount()
                : -1;
    }

    /** Connections accepted on {@code port} of which the accepting side is still open. */
    static int accepted(int port) throws IOException {
        return open(column -> column[1].endsWith(hex(port)));
    }

    /** The ends that are open here of connections to {@code port}: two each, where both sides are in this process. */
    static int ends(int port) throws IOException {
        return open(column -> column[1].endsWith(hex(port)) || column[2].endsWith(hex(port)));
    }

    private static String hex(int port) {
        return ":" + "%04x".formatted(port).toUpperCase(Locale.ROOT);
    }

    private static int open(Predicate<String[]> wanted) throws IOException {
        if (!Files.isReadable(TABLES.getFirst())) {
            return -1;
        }
        int open = 0;
        for (Path table : TABLES) {
            if (Files.isReadable(table)) {
                try (Stream<String> lines = Files.lines(table)) {
                    open += Math.toIntExact(lines.map(line -> line.strip().split("\\s+"))
                            .filter(column -> column.length > 9
                                    && !column[3].equals("0A")
                                    // Without an inode the kernel alone has it, until its last packets are through.
                                    && !column[9].equals("0"))
                            .filter(wanted)
                            .count());
                }
            }
        }
        return open;
    }
}
