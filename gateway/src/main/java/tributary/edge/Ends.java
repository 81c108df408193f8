package tributary.edge;

import tributary.edge.admission.Admission.Admitted;
import tributary.edge.connection.Presence;
import tributary.engine.Audience;

/** Who may end a request, by an interrupt: only while it waits or works, never while its answer is written. */
interface Ends {
    /** What {@code wait} returns. */
    <T> T during(Audience.Wait<T> wait) throws InterruptedException;

    /** Whoever owns the thread, and nobody else. */
    static Ends owner() {
        return new Ends() {
            @Override
            public <T> T during(Audience.Wait<T> wait) throws InterruptedException {
                return wait.run();
            }
        };
    }

    /** The end of the gateway, and the client when it leaves. */
    static Ends of(Drain drain, Presence client) {
        return new Ends() {
            @Override
            public <T> T during(Audience.Wait<T> wait) throws InterruptedException {
                return drain.during(() -> client.during(wait::run));
            }
        };
    }

    /** Also a more important request, which gets its place. */
    default Ends and(Admitted admitted) {
        Ends others = this;
        return new Ends() {
            @Override
            public <T> T during(Audience.Wait<T> wait) throws InterruptedException {
                return others.during(() -> admitted.during(wait::run));
            }
        };
    }
}
