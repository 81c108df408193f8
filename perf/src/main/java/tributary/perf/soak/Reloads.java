package tributary.perf.soak;

import java.io.IOException;

/**
 * Changes the configuration's file again and again, and has the gateway take it up; one in five is faulty and must be
 * refused. Used by one thread.
 */
final class Reloads {
    private final int adminPort;
    private final SoakConfiguration configuration;
    private int count;

    Reloads(int adminPort, SoakConfiguration configuration) {
        this.adminPort = adminPort;
        this.configuration = configuration;
    }

    /** Does so once. */
    void reload() throws IOException, Mismatch {
        count++;
        boolean faulty = count % 5 == 0;
        if (faulty) {
            configuration.spoil();
        } else {
            configuration.rewrite(count);
        }
        expect(faulty ? 422 : 200);
    }

    /** Leaves behind what stood there at the beginning. */
    void restore() throws IOException, Mismatch {
        configuration.rewrite(0);
        expect(200);
    }

    private void expect(int status) throws IOException, Mismatch {
        try (Connection connection = new Connection(adminPort)) {
            connection.write("POST /reload HTTP/1.1\r\nHost: soak\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
            Answer answer = connection.read();
            if (answer.status() != status) {
                throw new Mismatch("a reload's " + status, answer);
            }
        }
    }

    int count() {
        return count;
    }
}
