/** A gateway whose clients and services misbehave, and what those that do not notice of it. */
@NullMarked
package tributary.perf.holding;

import org.jspecify.annotations.NullMarked;
