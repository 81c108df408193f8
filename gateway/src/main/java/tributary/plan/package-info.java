/** What the gateway does, as validated values; made by {@code config}, read by everything behind it. */
@NullMarked
package tributary.plan;

import org.jspecify.annotations.NullMarked;
