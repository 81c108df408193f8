/** Certificates and keys of the plan as the JDK's TLS wants them. */
@NullMarked
package tributary.tls;

import org.jspecify.annotations.NullMarked;
