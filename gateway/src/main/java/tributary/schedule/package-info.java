/** Work that is done again and again: when, whether it went well, and that it ends. */
@NullMarked
package tributary.schedule;

import org.jspecify.annotations.NullMarked;
