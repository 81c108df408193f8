package tributary.perf.peers;

import java.time.Duration;

/**
 * How long to measure.
 *
 * @param warmUp of Tributary; whatever the JVM compiles after it is counted as cost
 * @param warmUpOther of the others
 * @param rounds in each of which everybody has a turn
 * @param turn of closed loop
 * @param openTurn of open loop, zero for none
 */
record Plan(Duration warmUp, Duration warmUpOther, int rounds, Duration turn, Duration openTurn) {
    static final int CONNECTIONS = 64;

    static Plan of(boolean quick) {
        return quick
                ? new Plan(Duration.ofSeconds(6), Duration.ofMillis(500), 3, Duration.ofMillis(1300), Duration.ZERO)
                : new Plan(
                        Duration.ofSeconds(15), Duration.ofSeconds(2), 6, Duration.ofSeconds(4), Duration.ofSeconds(4));
    }
}
