package tributary.edge.admission;

import org.jspecify.annotations.Nullable;
import tributary.resilience.AdaptiveLimit.Place;

/** What is answered to a request that wants to be served. */
public sealed interface Admission {

    /** Not now. */
    record Refused(int retryAfterSeconds) implements Admission {}

    /** Work that an interrupt ends. */
    @FunctionalInterface
    interface Work<T> {
        T run() throws InterruptedException;
    }

    /**
     * It is served. Its place is free again once this is closed, which is before the answer is written: a client that reads
     * slowly takes no place from others. For the request's own thread.
     */
    final class Admitted implements Admission, AutoCloseable {
        private final @Nullable Place place;
        private final GivingWay givingWay;
        private final AdmissionCounts counts;

        Admitted(@Nullable Place place, GivingWay givingWay, AdmissionCounts counts) {
            this.place = place;
            this.givingWay = givingWay;
            this.counts = counts;
        }

        /**
         * What {@code work} returns.
         *
         * @throws InterruptedException where it was interrupted; {@link #gaveWay} tells whether for a critical request
         */
        public <T> T during(Work<T> work) throws InterruptedException {
            return givingWay.during(work);
        }

        /** Whether a critical request has got this one's place. */
        public boolean gaveWay() {
            return place != null && place.gaveWay();
        }

        /** Tells what it took: of the gateway itself, and as a whole. */
        public void served(long ownNanos, long wholeNanos) {
            counts.served(ownNanos);
            if (place != null) {
                place.served(ownNanos, wholeNanos);
            }
        }

        @Override
        public void close() {
            if (place != null) {
                place.close();
            }
        }
    }
}
