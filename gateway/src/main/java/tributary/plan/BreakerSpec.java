package tributary.plan;

import java.time.Duration;

/**
 * When calls to a service are refused because too many failed.
 *
 * @param failureRate the share of failed calls at which that begins, above 0 and at most 1
 * @param window over which calls are counted
 * @param minCalls that must have ended in it
 * @param openFor how long calls are refused before a few are let through to see
 * @param probes how many these are
 * @param slowAfter from which duration a call counts as slow
 * @param slowRate the share of slow calls at which it begins, too; 0 where slowness does not count
 */
public record BreakerSpec(
        double failureRate,
        Duration window,
        int minCalls,
        Duration openFor,
        int probes,
        Duration slowAfter,
        double slowRate) {}
