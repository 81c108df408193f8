package tributary.admin;

import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;

/**
 * {@code GET /threads}: all threads and what they do, virtual ones too, by the scopes that own them. One at a time; through a
 * file, because among ten thousands of threads it is large.
 *
 * <p>Thread-safe.
 */
final class ThreadDump implements Page {
    private final Semaphore one = new Semaphore(1);

    @Override
    public void answer(ServerRequest request, ServerResponse response) throws IOException {
        if (!one.tryAcquire()) {
            Answers.problem(request, response, 503, "busy", "Another thread dump is under way");
            return;
        }
        try (ScratchFolder folder = ScratchFolder.create()) {
            Path file = folder.file();
            try (OutputStream out = Files.newOutputStream(file)) {
                LiveThreads.writeTo(out);
            }
            Answers.file(request, response, file, "application/json", "threads.json");
        } finally {
            one.release();
        }
    }
}
