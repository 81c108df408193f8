/** Who is served when there is too much to do: places for requests, memory for bodies, and who must give way. */
@NullMarked
package tributary.edge.admission;

import org.jspecify.annotations.NullMarked;
