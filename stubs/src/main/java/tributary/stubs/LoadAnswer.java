package tributary.stubs;

import java.nio.ByteBuffer;

/**
 * A whole answer as it goes over the wire.
 *
 * @param bytes head and body in a direct buffer, so that a write copies nothing; whoever writes rewinds it first
 * @param delayNanos how long it is held back, 0 for not at all
 * @param closes whether the connection ends with it
 */
record LoadAnswer(ByteBuffer bytes, long delayNanos, boolean closes) {}
