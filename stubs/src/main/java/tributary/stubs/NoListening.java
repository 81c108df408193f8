package tributary.stubs;

import java.net.BindException;
import org.jspecify.annotations.Nullable;

/** Says in one line why something cannot listen, and what to do. */
final class NoListening {
    private NoListening() {}

    static BindException because(String name, String host, int port, Exception cause) {
        boolean taken = rootMessage(cause).contains("already in use");
        var told = new BindException(
                taken
                        ? "port " + port + " (" + name + ") is taken: end what listens there, or choose other ports"
                        : name + " cannot listen on " + host + ":" + port + ": " + rootMessage(cause));
        told.initCause(cause);
        return told;
    }

    private static String rootMessage(Exception failure) {
        @Nullable Throwable next = failure;
        String message = failure.toString();
        while (next != null) {
            message = next.getMessage() == null ? next.toString() : next.getMessage();
            next = next.getCause();
        }
        return message;
    }
}
