/**
 * Fuzzing: bytes made by a machine are given to whatever reads what strangers send. What must hold stands in the {@code *Fuzz}
 * classes beside the code they try; here they are listed, replayed over the kept corpus by every test run, and handed to
 * Jazzer by {@code ./tributary fuzz}.
 */
@NullMarked
package tributary.fuzz;

import org.jspecify.annotations.NullMarked;
