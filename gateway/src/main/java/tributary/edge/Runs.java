package tributary.edge;

import tributary.edge.admission.Overload;
import tributary.observe.Observers;
import tributary.resilience.Ticker;

/**
 * What all runs of aggregates share, whoever asks. Thread-safe.
 *
 * @param overload gives places among the requests in flight
 * @param observers are told of each request when it has ended
 * @param ticker on which deadlines are kept
 */
public record Runs(Generations generations, Overload overload, Observers observers, Ticker ticker) {}
