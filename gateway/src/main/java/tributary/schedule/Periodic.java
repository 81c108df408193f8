package tributary.schedule;

/**
 * What is done again and again.
 *
 * @param name unlike that of all others; from the configuration, never from clients, since it is a metric's label
 * @param work called by one thread, never twice at once
 */
public record Periodic(String name, Rhythm rhythm, Work work) {

    /** One run. */
    @FunctionalInterface
    public interface Work {
        /**
         * Does it once, in bounded time.
         *
         * @throws InterruptedException where it is ended meanwhile; it says nothing about how it would have gone
         */
        Result run() throws InterruptedException;
    }

    /** How a run ended. */
    public sealed interface Result {
        Result DONE = new Done();

        /** It went well. */
        record Done() implements Result {}

        /**
         * What it was for did not come about.
         *
         * @param why a word or two, without addresses and secrets
         */
        record Failed(String why) implements Result {
            /** What is said of a run that ended with an exception. */
            public static final Failed BUG = new Failed("internal-error");
        }
    }
}
