package tributary.reload;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tributary.reload.PlanSource.Reading;

/**
 * A source of plans, and whether it would now give another one than it last gave.
 *
 * <p>Looking means: attributes of each file, and its content only where these have moved. There is no listening to the file
 * system's own events: over network and overlay file systems, and for the links by which Kubernetes swaps a mounted
 * directory, they come late, twice or not at all, and one look a second at a few files costs next to nothing.
 *
 * <p>Not thread-safe.
 */
public final class Watched {
    private static final Duration SETTLING = Duration.ofMillis(200);
    private static final int LOOKS = 6;
    private static final int READINGS = 3;

    private final PlanSource source;
    private final InstantSource clock;
    private Set<Path> alsoRead = Set.of();
    private Content content = Content.of(Set.of());
    private @Nullable Stamps stamps;
    private Reading reading;

    /** Reads {@code source} for the first time. */
    public Watched(PlanSource source, InstantSource clock) {
        this.source = source;
        this.clock = clock;
        this.reading = read();
    }

    /** What it gave last. */
    public Reading reading() {
        return reading;
    }

    Path path() {
        return source.path();
    }

    /** Whether reading it again can tell anything: a pipe has given all it had. */
    boolean canBeReadAgain() {
        Path path = source.path();
        return !Files.exists(path) || Files.isRegularFile(path) || Files.isDirectory(path);
    }

    /** Reads it again. */
    Reading read() {
        // What the files hold is noted before they are read: a change in between is then seen at the next look.
        // Files that only the reading tells of come too late for that, so it is done once more with them.
        for (int i = 0; i < READINGS; i++) {
            Set<Path> noted = alsoRead;
            stamps = null;
            content = Content.of(files());
            reading = source.read();
            alsoRead = reading.alsoRead();
            if (!canBeReadAgain()) {
                break;
            }
            // Nor is it believed if somebody wrote while it was read.
            if (noted.containsAll(alsoRead) && Content.of(files()).equals(content)) {
                break;
            }
        }
        return reading;
    }

    /**
     * Whether the files hold other than when they were last read, and have stopped changing: what is written while we look
     * is not taken half, but left for the next time.
     */
    boolean changed() throws InterruptedException {
        Set<Path> files = files();
        Stamps seen = Stamps.of(files, clock.instant());
        if (stamps != null && seen.sameAs(stamps)) {
            return false;
        }
        Content now = Content.of(files);
        if (now.equals(content)) {
            stamps = seen;
            return false;
        }
        for (int i = 0; i < LOOKS; i++) {
            Thread.sleep(SETTLING);
            Content next = Content.of(files());
            if (next.equals(now)) {
                // It may be as it was by now, as after a directory is swapped piece by piece.
                return !next.equals(content);
            }
            now = next;
        }
        return false;
    }

    private Set<Path> files() {
        Set<Path> files = new TreeSet<>(source.files());
        files.addAll(alsoRead);
        return files;
    }
}
