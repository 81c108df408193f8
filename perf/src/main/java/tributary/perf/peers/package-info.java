/** The same work done by Tributary and by what one would write or use instead, in turn within one run. */
@NullMarked
package tributary.perf.peers;

import org.jspecify.annotations.NullMarked;
