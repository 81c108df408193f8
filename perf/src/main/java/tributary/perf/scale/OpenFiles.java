package tributary.perf.scale;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** How many files a process may hold open here, and what that allows. */
final class OpenFiles {
    /** For jars, logs and selectors. */
    private static final long OTHERS = 500;

    private OpenFiles() {}

    static long limit() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getMaxFileDescriptorCount()
                : 4096;
    }

    /** At most so many requests at once, of three calls and one client each. */
    static int requests(int wanted) {
        return (int) Math.min(wanted, (limit() - OTHERS) / 4);
    }

    /** At most so many connections of clients: the gateway takes them up to three quarters of its files. */
    static int connections(int wanted) {
        return (int) Math.min(wanted, limit() * 3 / 4 - OTHERS);
    }
}
