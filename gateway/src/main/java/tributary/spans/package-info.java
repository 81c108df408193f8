/**
 * Distributed traces: what is recorded of requests, as spans of OpenTelemetry, and their way to a collector (OTLP over HTTP). Nothing
 * of this is loaded where no collector is configured. Knows {@code observe} and no other package of ours.
 */
@NullMarked
package tributary.spans;

import org.jspecify.annotations.NullMarked;
