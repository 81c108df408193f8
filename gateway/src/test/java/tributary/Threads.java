package tributary;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tributary.admin.LiveThreads;

/** Threads that are left of what has ended. */
final class Threads {
    private Threads() {}

    /** All that live, virtual ones too, with their stacks and what owns them. */
    static String live() throws IOException {
        ByteArrayOutputStream dump = new ByteArrayOutputStream();
        LiveThreads.writeTo(dump);
        return dump.toString(StandardCharsets.UTF_8);
    }

    /** The names of those of a store of jobs that is open. */
    static List<String> ofStores() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.contains("jobs store") || name.startsWith("H2"))
                .toList();
    }
}
