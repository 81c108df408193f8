/** How the services are, as their probes and their breakers have it. */
@NullMarked
package tributary.health;

import org.jspecify.annotations.NullMarked;
