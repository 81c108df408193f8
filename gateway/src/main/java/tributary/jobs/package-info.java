/** Work that goes on after its request has been answered: kept on disk, done by a few threads, found again by its id. */
@NullMarked
package tributary.jobs;

import org.jspecify.annotations.NullMarked;
