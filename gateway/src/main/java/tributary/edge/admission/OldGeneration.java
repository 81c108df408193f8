package tributary.edge.admission;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The part of the heap for what lives long, as the last collection of it left it. Of all pools it is the one that supports a
 * usage threshold, with each of the JDK's collectors.
 */
final class OldGeneration implements DoubleSupplier {
    private final @Nullable MemoryPoolMXBean pool = ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(each -> each.getType() == MemoryType.HEAP && each.isUsageThresholdSupported())
            .findFirst()
            .orElse(null);

    /** The share of it that was in use; 0 where nothing was collected yet, or nobody tells. */
    @Override
    public double getAsDouble() {
        MemoryUsage usage = pool == null ? null : pool.getCollectionUsage();
        return usage == null || usage.getMax() <= 0 ? 0 : (double) usage.getUsed() / usage.getMax();
    }
}
