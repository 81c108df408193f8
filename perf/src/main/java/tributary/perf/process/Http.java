package tributary.perf.process;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** What measurements ask of 127.0.0.1 besides load. */
public final class Http {
    private Http() {}

    /** A port that nobody listens on just now. */
    public static int freePort() throws IOException {
        try (ServerSocket any = new ServerSocket(0)) {
            return any.getLocalPort();
        }
    }

    /** The status and the body of one GET, or an IOException. */
    public static Said get(int port, String path) throws IOException {
        HttpURLConnection connection = (HttpURLConnection)
                URI.create("http://127.0.0.1:" + port + path).toURL().openConnection();
        connection.setConnectTimeout(2_000);
        connection.setReadTimeout(20_000);
        try {
            int status = connection.getResponseCode();
            try (var body = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
                return new Said(status, body == null ? "" : new String(body.readAllBytes(), StandardCharsets.UTF_8));
            }
        } finally {
            connection.disconnect();
        }
    }

    /** Waits until the path is answered with 200, as long as the process lives and at most so long. */
    public static void await200(Child child, int port, String path, Duration longest)
            throws IOException, InterruptedException {
        long end = System.nanoTime() + longest.toNanos();
        while (true) {
            child.checkAlive();
            try {
                if (get(port, path).status() == 200) {
                    return;
                }
            } catch (IOException notYet) {
                if (System.nanoTime() > end) {
                    throw new IOException("port " + port + " does not answer " + path, notYet);
                }
            }
            Thread.sleep(2);
        }
    }

    /** An answer. */
    public record Said(int status, String body) {}
}
