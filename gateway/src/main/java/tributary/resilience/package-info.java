/** Flow control on numbers and a ticker: deadlines, bulkheads. Imports nothing of ours. */
@NullMarked
package tributary.resilience;

import org.jspecify.annotations.NullMarked;
