/** Events that outlive their request: queues, the workers that empty them, and what they write to. */
@NullMarked
package tributary.events;

import org.jspecify.annotations.NullMarked;
