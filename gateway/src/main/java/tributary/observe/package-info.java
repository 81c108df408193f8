/**
 * What happened to a request, written down while it happens: its trace, its calls, their attempts. Those who show it (logs,
 * traces, pages) read it when the request has ended. Knows no other package of ours but {@code json}.
 */
@NullMarked
package tributary.observe;

import org.jspecify.annotations.NullMarked;
