/** How much may be asked: the token buckets of clients, and what answers tell of them. */
@NullMarked
package tributary.edge.limits;

import org.jspecify.annotations.NullMarked;
