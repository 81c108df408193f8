/** JMESPath, to its specification: parsed once, its names read off, evaluated without side effects. */
@NullMarked
package tributary.expression;

import org.jspecify.annotations.NullMarked;
