/** A gateway that is asked for ten times what it can do. */
@NullMarked
package tributary.perf.overload;

import org.jspecify.annotations.NullMarked;
