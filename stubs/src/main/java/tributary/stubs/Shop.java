package tributary.stubs;

import java.io.IOException;
import java.net.BindException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A running shop to try the gateway on: the services {@code catalog}, {@code reviews}, {@code accounts},
 * {@code inventory} and {@code orders}, each on a port of its own, with data that reads like a real shop's.
 *
 * <p>Each service can be made slow, failing or dead while it runs ({@link #turn}), and counts what it was asked. Five
 * hundred requests at once wait out their delays side by side. {@link #close} ends everything at once. Thread-safe.
 */
public final class Shop implements AutoCloseable {
    private final Map<String, StubService> services = new LinkedHashMap<>();

    private Shop() {}

    /** Returns a shop for tests: on 127.0.0.1, free ports, without delays. */
    public static Shop start() throws IOException {
        return start(ShopOptions.forTests());
    }

    /** Returns a running shop; throws a {@link BindException} that names the port and its service where one is taken. */
    public static Shop start(ShopOptions options) throws IOException {
        return start(ShopRoutes.services(options), options.seed());
    }

    static Shop start(List<ServiceSpec> specs, long seed) throws BindException {
        var shop = new Shop();
        try {
            for (var spec : specs) {
                shop.services.put(spec.name(), StubService.start(spec, seed));
            }
        } catch (BindException taken) {
            shop.close();
            throw taken;
        }
        return shop;
    }

    /** Returns the services' names in their order. */
    public List<String> services() {
        return List.copyOf(services.keySet());
    }

    /** Returns a service's base URL without a slash at its end. */
    public String url(String service) {
        return find(service).url();
    }

    /** Returns a service's port, the same for as long as the shop is open. */
    public int port(String service) {
        return find(service).port();
    }

    /** Returns how many requests a service has seen, those it failed or reset among them. */
    public long requests(String service) {
        return find(service).seen().total();
    }

    /** Returns how many of them asked for this target: path and query as they stood on the request line. */
    public long requests(String service, String target) {
        return find(service).seen().of(target);
    }

    /** Returns the counts of all targets, in alphabetical order. */
    public Map<String, Long> requestsByTarget(String service) {
        return find(service).seen().byTarget();
    }

    /** Returns the last requests a service has seen, at most 100, the newest last. */
    public List<SeenRequest> lastRequests(String service) {
        return find(service).seen().last();
    }

    /** Returns true as soon as a service has seen {@code count} requests, false if it has not in time. */
    public boolean awaitRequests(String service, long count, Duration atMost) throws InterruptedException {
        return find(service).seen().awaited(count, atMost);
    }

    /** Sets all counts of all services to 0. */
    public void forgetRequests() {
        services.values().forEach(service -> service.seen().forget());
    }

    /** Returns how a service behaves now. */
    public ServiceState state(String service) {
        return find(service).state();
    }

    /** Makes a service slow, failing, dead, or well again; throws where the port it gave up was taken meanwhile. */
    public void turn(String service, ServiceState state) throws BindException {
        find(service).turn(state);
    }

    /** Makes every service well again. */
    public void heal() throws BindException {
        for (var service : services.values()) {
            service.turn(new ServiceState.Healthy());
        }
    }

    @Override
    public void close() {
        new ArrayList<>(services.values()).forEach(StubService::close);
    }

    ServiceSpec spec(String service) {
        return find(service).spec();
    }

    private StubService find(String name) {
        var service = services.get(name);
        if (service == null) {
            throw new IllegalArgumentException("no service " + name + "; there are " + String.join(", ", services()));
        }
        return service;
    }
}
