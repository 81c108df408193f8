/** HTTP in, HTTP out: routes, reading, writing, problems. */
@NullMarked
package tributary.edge;

import org.jspecify.annotations.NullMarked;
