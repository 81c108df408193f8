package tributary.events;

import tributary.resilience.WhenFull;

/**
 * What bounds a sink's queue.
 *
 * @param entries events that are accepted and not delivered
 * @param bytes that these take, roughly; one event fits in any case
 * @param largest bytes of one event's JSON
 */
public record Limits(int entries, long bytes, int largest, WhenFull whenFull) {}
