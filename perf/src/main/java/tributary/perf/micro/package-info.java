/** What the parts of a request cost by themselves: time and allocation, by JMH. */
@NullMarked
package tributary.perf.micro;

import org.jspecify.annotations.NullMarked;
