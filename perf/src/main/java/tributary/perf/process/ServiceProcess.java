package tributary.perf.process;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The load service of {@code stubs} in a process of its own, so that its processor time is not the gateway's. */
public final class ServiceProcess implements AutoCloseable {
    private final Child child;
    private final int port;

    private ServiceProcess(Child child, int port) {
        this.child = child;
        this.port = port;
    }

    /** Starts it and waits until it serves. */
    public static ServiceProcess start(Path scratch) throws IOException {
        List<String> command = Jvm.command(
                List.of("-XX:+UseSerialGC", "-Xmx128m"),
                "tributary.stubs.StubsMain",
                List.of("load", "--port", "0", "--exit-with-stdin"));
        Child child = Child.start("service", scratch, Map.of(), command);
        boolean ready = false;
        try {
            String line = child.output().readLine();
            if (line == null) {
                child.checkAlive();
                throw new IOException("the load service says nothing");
            }
            ServiceProcess service =
                    new ServiceProcess(child, Integer.parseInt(line.substring(line.lastIndexOf(':') + 1)));
            ready = true;
            return service;
        } finally {
            if (!ready) {
                child.close();
            }
        }
    }

    /** Its port on 127.0.0.1. */
    public int port() {
        return port;
    }

    /** The process. */
    public Child child() {
        return child;
    }

    @Override
    public void close() {
        child.close();
    }
}
