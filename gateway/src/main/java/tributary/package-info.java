/** A backend-for-frontend aggregation gateway. */
@NullMarked
package tributary;

import org.jspecify.annotations.NullMarked;
