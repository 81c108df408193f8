/** What a request costs, measured. */
@NullMarked
package tributary.perf;

import org.jspecify.annotations.NullMarked;
