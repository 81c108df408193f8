/**
 * What is written line by line while a gateway runs: one line a request, one an event, for people or as JSON. Lines are made
 * and written by threads of their own from bounded queues, so that nobody waits who has something to tell.
 */
@NullMarked
package tributary.logs;

import org.jspecify.annotations.NullMarked;
