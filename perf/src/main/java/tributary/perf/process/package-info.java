/** Processes that a measurement starts, and what they use. */
@NullMarked
package tributary.perf.process;

import org.jspecify.annotations.NullMarked;
