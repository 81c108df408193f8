package tributary.downstream.http1;

import java.io.IOException;
import tributary.resilience.Deadline;

/** Opens connections to one service. Implementations are thread-safe and never wait beyond the deadline. */
@FunctionalInterface
public interface Opener {

    /** A new connection, TLS done. What keeps it from coming about is a {@link WireException}. */
    Opened open(Deadline deadline) throws IOException, InterruptedException;
}
