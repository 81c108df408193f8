/** Services to try the gateway on. */
@NullMarked
package tributary.stubs;

import org.jspecify.annotations.NullMarked;
