package tributary.perf.soak;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import tributary.Gateway;

/**
 * What stands at one moment, when nobody asks anything.
 *
 * @param serviceConnections kept to services: each has a socket here, another over there, and a thread of the service's
 * @param files open ones but for the sockets of those connections; -1 where this system does not say
 * @param heap bytes in use, garbage aside
 * @param unfinished what goes on behind an answer
 */
record Standing(
        int requests,
        int calls,
        int lent,
        int services,
        int clientConnections,
        int serviceConnections,
        long files,
        long heap,
        Threads threads,
        Unfinished unfinished) {

    static Standing of(Gateway gateway, Surroundings around) throws IOException {
        int kept = around.openConnections();
        return new Standing(
                gateway.requestsUnderWay(),
                gateway.callsInFlight(),
                gateway.connectionsInUse(),
                gateway.openServices(),
                Sockets.accepted(gateway.port()),
                kept,
                otherFiles(around.ports().toArray()),
                usedHeap(),
                Threads.now(),
                // Last, since it is asked over a connection that is gone when the next look is taken.
                Unfinished.of(gateway.adminPort(), around.kept()));
    }

    /** Not by twice the connections that are kept: one end may have been closed already and the other not have noticed. */
    private static long otherFiles(int... services) throws IOException {
        long files = Sockets.openFiles();
        for (int port : services) {
            int ends = Sockets.ends(port);
            if (files < 0 || ends < 0) {
                return -1;
            }
            files -= ends;
        }
        return files;
    }

    /** The same with the heap as it is when what nobody needs has been collected. */
    Standing collected() throws InterruptedException {
        long heap = Long.MAX_VALUE;
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 8; i++) {
            System.gc();
            // References that the collector cleared are followed up by other threads, which need a moment.
            Thread.sleep(50);
            least = usedHeap();
            if (least >= heap - 64 * 1024) {
                break;
            }
            heap = least;
        }
        return new Standing(
                requests,
                calls,
                lent,
                services,
                clientConnections,
                serviceConnections,
                files,
                Math.min(heap, least),
                threads,
                unfinished);
    }

    private static long usedHeap() {
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
