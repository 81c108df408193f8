/** What was measured, as values; as JSON, as a page to look at, and beside another run. */
@NullMarked
package tributary.perf.report;

import org.jspecify.annotations.NullMarked;
