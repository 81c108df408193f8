package tributary.downstream;

import java.net.URI;

/**
 * One URL of a service at one moment.
 *
 * @param outstanding attempts running there
 * @param ejected whether it is set aside because it kept failing
 */
public record TargetState(URI url, int outstanding, boolean ejected) {}
