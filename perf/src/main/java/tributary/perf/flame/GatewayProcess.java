package tributary.perf.flame;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A gateway as its users start it, by the launcher, on ports that were free a moment ago. */
final class GatewayProcess implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 60;
    private static final int LOOK_MILLIS = 50;
    // Frames of inlined methods too, and no warning that an agent is loaded.
    private static final String OPTIONS =
            "-XX:+UnlockDiagnosticVMOptions -XX:+DebugNonSafepoints -XX:+EnableDynamicAgentLoading";

    private final Process process;
    private final int port;

    private GatewayProcess(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** @param configuration with PORT and ADMIN where the ports belong */
    static GatewayProcess start(Path home, Path scratch, String configuration)
            throws IOException, InterruptedException {
        int port = free();
        Path file = scratch.resolve("gateway.yaml");
        Files.writeString(file, configuration.replace("PORT", "" + port).replace("ADMIN", "" + free()));
        Path log = scratch.resolve("gateway.log");
        ProcessBuilder builder = new ProcessBuilder(home.resolve("tributary").toString(), "run", "-c", file.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().merge("TRIBUTARY_JAVA_OPTS", OPTIONS, (given, ours) -> given + " " + ours);
        GatewayProcess gateway = new GatewayProcess(builder.start(), port);
        try {
            gateway.awaitListening(log);
            return gateway;
        } catch (IOException | InterruptedException e) {
            gateway.close();
            throw e;
        }
    }

    private static int free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private void awaitListening(Path log) throws IOException, InterruptedException {
        long lastNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (true) {
            try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return;
            } catch (IOException notYet) {
                if (System.nanoTime() > lastNanos || process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                    throw new IOException("the gateway did not start: " + Files.readString(log), notYet);
                }
            }
        }
    }

    long pid() {
        return process.pid();
    }

    URI url(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
