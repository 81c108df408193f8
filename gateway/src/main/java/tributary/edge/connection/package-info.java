/**
 * What stands between a client's socket and the server that speaks HTTP: deadlines, departures, framing, floods. Start
 * reading at {@link tributary.edge.connection.Guard}.
 */
@NullMarked
package tributary.edge.connection;

import org.jspecify.annotations.NullMarked;
