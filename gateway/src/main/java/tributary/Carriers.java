package tributary;

import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.IntConsumer;
import jdk.management.VirtualThreadSchedulerMXBean;
import org.jspecify.annotations.Nullable;

/**
 * How many platform threads carry the virtual ones. With fewer than cores a request costs less, because waking another carrier
 * for work that the first would have come to a moment later costs some 10 µs a fork; on two cores one carrier instead of two
 * takes 10 to 30 % less CPU, and the collector, the compilers and the network have a core. So the gateway begins with one
 * carrier less than there are cores. When virtual threads have to wait, it gives them all cores: at once, for ten seconds after
 * the last time it was so.
 *
 * <p>Whether they wait is found out by starting one now and then and looking whether it has come to run. That is done by a
 * platform thread, which is not in the same queue.
 *
 * <p>Whoever sets {@value #PROPERTY} decides alone.
 */
final class Carriers implements AutoCloseable {
    static final String PROPERTY = "jdk.virtualThreadScheduler.parallelism";

    /** Set where it was not somebody else who set the other. */
    private static final String CHOSEN = "tributary.carriers";

    private static final System.Logger LOG = System.getLogger("tributary");
    private static final Duration GLANCE = Duration.ofMillis(25);
    private static final int GLANCES_TO_CALM = 400;

    private final int few;
    private final int all;
    private final Duration glance;
    private final Executor virtualThreads;
    private final IntConsumer use;
    private final Thread thread;
    private volatile int beat;
    private volatile boolean closed;

    private Carriers(int few, int all, Duration glance, Executor virtualThreads, IntConsumer use) {
        this.few = few;
        this.all = all;
        this.glance = glance;
        this.virtualThreads = virtualThreads;
        this.use = use;
        thread = Thread.ofPlatform().daemon().name("carriers").unstarted(this::run);
    }

    /** Has the JVM begin with fewer carriers than cores. Before the first virtual thread, or it is without effect. */
    static void beginWithFew() {
        int cores = Runtime.getRuntime().availableProcessors();
        if (System.getProperty(PROPERTY) == null && cores > 1) {
            System.setProperty(PROPERTY, Integer.toString(cores - 1));
            System.setProperty(CHOSEN, "true");
        }
    }

    /** Looks after them until {@link #close}; null where there is nothing to look after. */
    static @Nullable Carriers watched() {
        int cores = Runtime.getRuntime().availableProcessors();
        if (!Boolean.getBoolean(CHOSEN)) {
            return null;
        }
        Thread.Builder heartbeat = Thread.ofVirtual().name("heartbeat");
        return watched(cores - 1, cores, GLANCE, heartbeat::start, Carriers::use);
    }

    /**
     * @param virtualThreads run what they are given when there is a carrier for it
     * @param use sets the number of carriers
     */
    static Carriers watched(int few, int all, Duration glance, Executor virtualThreads, IntConsumer use) {
        Carriers carriers = new Carriers(few, all, glance, virtualThreads, use);
        carriers.thread.start();
        return carriers;
    }

    private void run() {
        int asked = 0;
        int calm = GLANCES_TO_CALM;
        while (!closed) {
            int number = ++asked;
            virtualThreads.execute(() -> beat = number);
            try {
                Thread.sleep(glance);
            } catch (InterruptedException e) {
                return;
            }
            boolean waiting = beat != number;
            if (waiting && calm >= GLANCES_TO_CALM) {
                use.accept(all);
            } else if (!waiting && calm == GLANCES_TO_CALM - 1) {
                use.accept(few);
            }
            calm = waiting ? 0 : Math.min(calm + 1, GLANCES_TO_CALM);
        }
    }

    private static void use(int carriers) {
        // Only here, since the management classes take their time to load.
        VirtualThreadSchedulerMXBean scheduler =
                ManagementFactory.getPlatformMXBean(VirtualThreadSchedulerMXBean.class);
        scheduler.setParallelism(carriers);
        LOG.log(Level.DEBUG, "virtual threads run on {0} cores", carriers);
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
