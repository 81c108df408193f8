/** One service, from policy to socket. {@link tributary.downstream.Transport} is the seam between the two. */
@NullMarked
package tributary.downstream;

import org.jspecify.annotations.NullMarked;
