package tributary.perf.soak;

/**
 * How much a soak does.
 *
 * @param secondsLimit after which it ends although there is more to do; 0 for never
 * @param connections clients at the same time
 */
record Load(int requests, int secondsLimit, int connections, long seed) {
    /** As much as it takes until what is made once has been made. */
    Load warmUp() {
        return new Load(Math.clamp(requests / 5, 1000, 10_000), secondsLimit, connections, seed + 1);
    }
}
