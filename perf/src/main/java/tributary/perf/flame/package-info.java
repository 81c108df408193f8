/** Where a gateway's processor time goes: a flame graph from one command. */
@NullMarked
package tributary.perf.flame;

import org.jspecify.annotations.NullMarked;
