/** What a request costs, and whether anything stays behind when many have come and gone. */
@NullMarked
package tributary.perf.soak;

import org.jspecify.annotations.NullMarked;
