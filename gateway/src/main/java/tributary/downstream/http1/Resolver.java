package tributary.downstream.http1;

import java.net.InetAddress;
import java.util.List;
import tributary.resilience.Deadline;

/** Turns a host's name into addresses. Implementations are thread-safe and never wait beyond the deadline. */
@FunctionalInterface
public interface Resolver {

    /** The addresses in the order in which to try them; none where the name is unknown or the deadline passed first. */
    List<InetAddress> resolve(String host, Deadline deadline) throws InterruptedException;
}
