package tributary.cli;

import java.util.logging.Level;
import java.util.logging.Logger;
import tributary.Gateway;
import tributary.logs.Logs;
import tributary.observe.Observer;
import tributary.plan.Plan;
import tributary.reload.Watched;

/** Starts a gateway such that a failure is one line and no stack trace. */
final class Start {
    // Held, because a logger that nobody holds may be collected together with its level.
    private static final Logger SERVER = Logger.getLogger("io.helidon");

    private Start() {}

    /** It does not serve; the message says why, and what to do. */
    static final class Failed extends Exception {
        Failed(String message) {
            super(message);
        }
    }

    private interface Starting {
        Gateway start() throws Gateway.CannotStart;
    }

    /** @param observer is told of its requests */
    static Gateway gateway(Plan plan, Observer observer) throws Failed {
        return gateway(() -> Gateway.start(plan, observer));
    }

    /**
     * @param watched has a plan
     * @param logs get its lines
     */
    static Gateway gateway(Watched watched, Logs logs) throws Failed {
        return gateway(() -> Gateway.start(watched, logs));
    }

    private static Gateway gateway(Starting starting) throws Failed {
        // The server logs a port that is taken with two stack traces; we say it in one line.
        SERVER.setLevel(Level.OFF);
        try {
            return starting.start();
        } catch (Gateway.CannotStart e) {
            throw new Failed(String.valueOf(e.getMessage()));
        } finally {
            SERVER.setLevel(Level.WARNING);
        }
    }
}
