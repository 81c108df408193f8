/** How a body goes over the wire: as it is, or packed. Knows bytes and one header field, no HTTP server. */
@NullMarked
package tributary.edge.coding;

import org.jspecify.annotations.NullMarked;
