/** Thousands of requests and connections at once, and the first seconds of a gateway's life. */
@NullMarked
package tributary.perf.scale;

import org.jspecify.annotations.NullMarked;
