package tributary.stubs;

import java.util.List;

/**
 * What a stub service is.
 *
 * @param port 0 for any that is free
 * @param medianMillis of its usual delay, 0 for none
 * @param what it serves, in a few words for people
 */
record ServiceSpec(String name, String host, int port, int medianMillis, String what, List<Route> routes) {
    ServiceSpec {
        routes = List.copyOf(routes);
    }
}
