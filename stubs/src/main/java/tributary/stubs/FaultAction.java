package tributary.stubs;

import com.google.errorprone.annotations.Immutable;
import java.io.IOException;

/** Answers one request, rightly or wrongly, and says what becomes of the connection. */
@Immutable
@FunctionalInterface
interface FaultAction {
    After answer(FaultRequest request, FaultPeer peer) throws IOException, InterruptedException;
}
