/** What those who run the gateway see of it; never on the public listener. */
@NullMarked
package tributary.admin;

import org.jspecify.annotations.NullMarked;
