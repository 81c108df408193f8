/** The program behind {@code tributary soak} and {@code tributary bench}. */
@NullMarked
package tributary.perf;

import org.jspecify.annotations.NullMarked;
