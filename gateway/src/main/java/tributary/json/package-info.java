/** JSON (RFC 8259) as bytes: checked once, looked into only where an expression asks, written as it came. */
@NullMarked
package tributary.json;

import org.jspecify.annotations.NullMarked;
