/** What is counted, as Prometheus reads it. */
@NullMarked
package tributary.metrics;

import org.jspecify.annotations.NullMarked;
