/** The command line. What the commands print is text for people, unless {@code --json} asks for a program's. */
@NullMarked
package tributary.cli;

import org.jspecify.annotations.NullMarked;
