/** The command {@code tributary bench}: kinds of measurement, each a subcommand. */
@NullMarked
package tributary.perf.bench;

import org.jspecify.annotations.NullMarked;
