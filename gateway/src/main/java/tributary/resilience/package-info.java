/** Flow control on numbers and a ticker: deadlines, buckets, breakers, budgets, limits. Imports nothing of ours. */
@NullMarked
package tributary.resilience;

import org.jspecify.annotations.NullMarked;
