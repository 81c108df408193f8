/**
 * The load: Hyperfoil in a process of its own. An open loop sends at the times that the rate says, whatever the answers do,
 * and counts latency from those times; so a gateway that stalls cannot hide it by holding back its clients.
 */
@NullMarked
package tributary.perf.generator;

import org.jspecify.annotations.NullMarked;
