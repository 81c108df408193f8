/** What goes on beyond the request: streams, events, jobs and tokens, while readers, sinks, gateways and token services fail. */
@NullMarked
package tributary.perf.beyond;

import org.jspecify.annotations.NullMarked;
