/** The fan-out of one request: every call as soon as what it needs is there, one document back. */
@NullMarked
package tributary.engine;

import org.jspecify.annotations.NullMarked;
