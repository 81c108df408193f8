/** Who is asking: a client's address, through proxies that are trusted, and its key. Knows no HTTP server. */
@NullMarked
package tributary.edge.client;

import org.jspecify.annotations.NullMarked;
