package tributary.edge.connection;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** How many files the process may hold open: each connection is one. */
final class Descriptors {
    private static final int PROCESS = 128;

    private Descriptors() {}

    /**
     * How many of them clients may take: three quarters, and all but 128. The rest is for services and for the process itself,
     * which does badly without; a client that is refused comes again.
     */
    static int forClients() {
        if (!(ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system)) {
            return Integer.MAX_VALUE;
        }
        long all = system.getMaxFileDescriptorCount();
        return Math.clamp(all - Math.max(all / 4, PROCESS), 1, Integer.MAX_VALUE);
    }
}
