/** Sees that the configuration has changed, has it read again, and remembers what came of it. */
@NullMarked
package tributary.reload;

import org.jspecify.annotations.NullMarked;
