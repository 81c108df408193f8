package tributary.metrics;

import static tributary.metrics.Metric.counter;
import static tributary.metrics.Metric.gauge;
import static tributary.metrics.Metric.summary;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToLongFunction;
import jdk.management.VirtualThreadSchedulerMXBean;
import tributary.metrics.Metric.Points;
import tributary.metrics.Metric.Reading;

/**
 * The process and its JVM, by the names that Prometheus' own libraries use for them. Read from the JVM's management beans, which
 * nothing loads before somebody asks.
 */
final class ProcessMetrics {
    private static final List<String> AREA = List.of("area");
    private static final List<String> POOL = List.of("pool");
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String RESIDENT = "VmRSS:";

    static final List<Metric> ALL = List.of(
            counter(
                    "process_cpu_seconds_total",
                    "CPU time that the process has used.",
                    List.of(),
                    (_, points) -> system(points, system -> system.getProcessCpuTime(), 1e9)),
            gauge(
                    "process_resident_memory_bytes",
                    "Memory of the process that is not paged out; absent where the system does not tell as Linux does.",
                    List.of(),
                    (_, points) -> resident(points)),
            gauge(
                    "process_open_fds",
                    "Open file descriptors: connections, files. Absent on Windows.",
                    List.of(),
                    (_, points) -> unix(points, UnixOperatingSystemMXBean::getOpenFileDescriptorCount)),
            gauge(
                    "process_max_fds",
                    "File descriptors that the process may open. Absent on Windows.",
                    List.of(),
                    (_, points) -> unix(points, UnixOperatingSystemMXBean::getMaxFileDescriptorCount)),
            gauge("jvm_memory_used_bytes", "Memory in use, by area.", AREA, memory(MemoryUsage::getUsed)),
            gauge(
                    "jvm_memory_committed_bytes",
                    "Memory that the JVM has from the system, by area.",
                    AREA,
                    memory(MemoryUsage::getCommitted)),
            gauge(
                    "jvm_memory_max_bytes",
                    "Memory that the JVM may use at most, by area; absent where nothing bounds it.",
                    AREA,
                    memory(MemoryUsage::getMax)),
            summary(
                    "jvm_gc_collection_seconds",
                    "Collections of garbage and the time they took, by collector. Most of a concurrent collector's time"
                            + " nothing stands still.",
                    List.of("gc"),
                    (_, points) -> ManagementFactory.getGarbageCollectorMXBeans()
                            .forEach(gc ->
                                    points.add(gc.getCollectionCount(), gc.getCollectionTime() / 1e3, gc.getName()))),
            gauge(
                    "jvm_buffer_pool_used_bytes",
                    "Memory of buffers outside of the heap, by pool.",
                    POOL,
                    buffers(BufferPoolMXBean::getMemoryUsed)),
            gauge(
                    "jvm_buffer_pool_capacity_bytes",
                    "What the buffers outside of the heap can hold, by pool.",
                    POOL,
                    buffers(BufferPoolMXBean::getTotalCapacity)),
            gauge(
                    "jvm_buffer_pool_used_buffers",
                    "Buffers outside of the heap, by pool.",
                    POOL,
                    buffers(BufferPoolMXBean::getCount)),
            gauge("jvm_threads_current", "Platform threads.", threads(ThreadMXBean::getThreadCount)),
            gauge("jvm_threads_daemon", "Those of them that are daemons.", threads(ThreadMXBean::getDaemonThreadCount)),
            gauge(
                    "jvm_threads_peak",
                    "The most platform threads there ever were.",
                    threads(ThreadMXBean::getPeakThreadCount)),
            gauge(
                    "jvm_virtual_threads_parallelism",
                    "Platform threads that may carry virtual ones at once.",
                    carriers(VirtualThreadSchedulerMXBean::getParallelism)),
            gauge(
                    "jvm_virtual_threads_carriers",
                    "Platform threads that there are to carry virtual ones, idle ones too.",
                    carriers(VirtualThreadSchedulerMXBean::getPoolSize)),
            gauge(
                    "jvm_virtual_threads_mounted",
                    "Virtual threads that run on one of them.",
                    carriers(VirtualThreadSchedulerMXBean::getMountedVirtualThreadCount)),
            gauge(
                    "jvm_virtual_threads_queued",
                    "Virtual threads that could run, and wait for one of them. Those that wait for something else are not"
                            + " counted by the JVM.",
                    carriers(VirtualThreadSchedulerMXBean::getQueuedVirtualThreadCount)));

    private ProcessMetrics() {}

    private static void system(Points points, ToLongFunction<OperatingSystemMXBean> value, double unit) {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system) {
            known(points, value.applyAsLong(system), unit);
        }
    }

    private static void unix(Points points, ToLongFunction<UnixOperatingSystemMXBean> value) {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
            known(points, value.applyAsLong(system), 1);
        }
    }

    /** The beans say -1 for what they do not know, or what has no bound. */
    private static void known(Points points, long value, double unit, String... labelValues) {
        if (value >= 0) {
            points.add((double) value / unit, labelValues);
        }
    }

    private static void resident(Points points) {
        if (!Files.isReadable(STATUS)) {
            return;
        }
        try {
            for (String line : Files.readAllLines(STATUS)) {
                if (line.startsWith(RESIDENT)) {
                    String kilobytes = line.substring(RESIDENT.length()).replace("kB", "");
                    points.add(Long.parseLong(kilobytes.strip()) * 1024);
                }
            }
        } catch (IOException | NumberFormatException e) {
            // Somebody who asks for all metrics is better served with all others than with none.
            return;
        }
    }

    private static Reading memory(ToLongFunction<MemoryUsage> value) {
        return (_, points) -> {
            var memory = ManagementFactory.getMemoryMXBean();
            known(points, value.applyAsLong(memory.getHeapMemoryUsage()), 1, "heap");
            known(points, value.applyAsLong(memory.getNonHeapMemoryUsage()), 1, "nonheap");
        };
    }

    private static Reading buffers(ToLongFunction<BufferPoolMXBean> value) {
        return (_, points) -> ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)
                .forEach(pool -> known(points, value.applyAsLong(pool), 1, pool.getName()));
    }

    private static ToLongFunction<Observed> threads(ToLongFunction<ThreadMXBean> value) {
        return _ -> value.applyAsLong(ManagementFactory.getThreadMXBean());
    }

    private static ToLongFunction<Observed> carriers(ToLongFunction<VirtualThreadSchedulerMXBean> value) {
        return _ -> value.applyAsLong(ManagementFactory.getPlatformMXBean(VirtualThreadSchedulerMXBean.class));
    }
}
