package tributary.admin;

import io.helidon.common.uri.UriQuery;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import jdk.jfr.Configuration;
import jdk.jfr.Recording;
import tributary.edge.connection.Presence;

/**
 * {@code GET /jfr?seconds=N}: records what the JVM does for 1 to {@value #LONGEST} seconds with the JDK's default settings, and
 * sends the recording. One at a time; beyond {@value #LARGEST} bytes the oldest part is dropped.
 *
 * <p>Thread-safe. {@link #close} ends the one that is under way, and so does its client's departure.
 */
final class FlightRecording implements Page, AutoCloseable {
    private static final int LONGEST = 300;
    private static final long LARGEST = 256L * 1024 * 1024;

    private final Semaphore one = new Semaphore(1);
    private final CountDownLatch closed = new CountDownLatch(1);

    @Override
    public void answer(ServerRequest request, ServerResponse response) throws IOException, InterruptedException {
        int seconds = seconds(request.query());
        if (seconds < 1 || seconds > LONGEST) {
            Answers.problem(request, response, 400, "bad-request", "Say for how long: ?seconds=1 to " + LONGEST);
            return;
        }
        if (Answers.isHead(request)) {
            response.send();
            return;
        }
        if (!one.tryAcquire()) {
            Answers.problem(request, response, 503, "busy", "Another recording is under way");
            return;
        }
        try {
            record(seconds, request, response);
        } finally {
            one.release();
        }
    }

    private void record(int seconds, ServerRequest request, ServerResponse response)
            throws IOException, InterruptedException {
        try (ScratchFolder folder = ScratchFolder.create();
                Recording recording = new Recording(Configuration.getConfiguration("default"))) {
            recording.setToDisk(true);
            recording.setMaxSize(LARGEST);
            recording.start();
            // Nobody waits for a recording whose client has left.
            if (Presence.of(request).during(() -> closed.await(seconds, TimeUnit.SECONDS))) {
                Answers.problem(request, response, 503, "stopping", "The gateway is stopping");
                return;
            }
            recording.stop();
            Path file = folder.file();
            recording.dump(file);
            Answers.file(request, response, file, "application/octet-stream", "tributary.jfr");
        } catch (ParseException e) {
            throw new IOException("the JDK's own settings cannot be read", e);
        }
    }

    /** 0 where it is no number that could be meant. */
    private static int seconds(UriQuery query) {
        String asked = query.contains("seconds") ? query.get("seconds") : "";
        return asked.matches("[0-9]{1,3}") ? Integer.parseInt(asked) : 0;
    }

    /** Ends the recording that is under way, and waits until its client has been told, though not for long. */
    @Override
    public void close() {
        closed.countDown();
        try {
            if (one.tryAcquire(1, TimeUnit.SECONDS)) {
                one.release();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
