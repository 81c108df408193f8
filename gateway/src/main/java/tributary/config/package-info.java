/** Everything that knows YAML: reads the configuration, finds every mistake in it, makes a plan of it. */
@NullMarked
package tributary.config;

import org.jspecify.annotations.NullMarked;
