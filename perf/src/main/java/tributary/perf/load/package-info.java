/** A gateway under rising load: what it bears, how long it takes, what it costs. */
@NullMarked
package tributary.perf.load;

import org.jspecify.annotations.NullMarked;
