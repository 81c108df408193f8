package tributary.reload;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a change counts. */
class WatchedTest {
    private static final PlanSource.Places NOWHERE = (_, message) -> new Finding(false, "", 1, 1, message);

    @TempDir
    Path folder;

    /** A source whose file something happens to each time it is looked for. */
    private record Source(Path path, Consumer<Path> meanwhile) implements PlanSource {
        @Override
        public List<Path> files() {
            meanwhile.accept(path);
            return List.of(path);
        }

        @Override
        public Reading read() {
            return new Reading(null, List.of(), Set.of(path.resolveSibling("secret")), NOWHERE);
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Watched watched(InstantSource clock, Consumer<Path> meanwhile) {
        Path file = folder.resolve("file");
        write(file, "first");
        return new Watched(new Source(file, meanwhile), clock);
    }

    @Test
    void a_file_that_is_only_touched_has_not_changed() throws Exception {
        Watched watched = watched(InstantSource.system(), _ -> {});
        assertThat(watched.changed()).isFalse();
        Files.setLastModifiedTime(watched.path(), FileTime.from(Instant.EPOCH));
        assertThat(watched.changed()).isFalse();
    }

    @Test
    void a_change_counts_until_it_is_read() throws Exception {
        Watched watched = watched(InstantSource.system(), _ -> {});
        write(watched.path(), "second");
        assertThat(watched.changed()).isTrue();
        assertThat(watched.changed()).isTrue();
        watched.read();
        assertThat(watched.changed()).isFalse();
    }

    @Test
    void a_file_that_is_still_written_is_left_for_later() throws Exception {
        StringBuilder text = new StringBuilder("first");
        boolean[] writing = {false};
        Watched watched = watched(InstantSource.system(), file -> {
            if (writing[0]) {
                write(file, text.append(" and more").toString());
            }
        });
        writing[0] = true;
        assertThat(watched.changed()).isFalse();
        writing[0] = false;
        assertThat(watched.changed()).isTrue();
    }

    @Test
    void a_change_within_one_tick_of_the_file_systems_clock_is_seen() throws Exception {
        Instant now = Instant.ofEpochSecond(1_000_000);
        Watched watched = watched(() -> now, _ -> {});
        Files.setLastModifiedTime(watched.path(), FileTime.from(now));
        assertThat(watched.changed()).isFalse();
        write(watched.path(), "Third");
        Files.setLastModifiedTime(watched.path(), FileTime.from(now));
        assertThat(watched.changed()).isTrue();
    }

    @Test
    void an_old_file_that_looks_the_same_is_not_read_again() throws Exception {
        Instant now = Instant.ofEpochSecond(1_000_000);
        Watched watched = watched(() -> now, _ -> {});
        Files.setLastModifiedTime(watched.path(), FileTime.from(Instant.EPOCH));
        assertThat(watched.changed()).isFalse();
        write(watched.path(), "Third");
        Files.setLastModifiedTime(watched.path(), FileTime.from(Instant.EPOCH));
        assertThat(watched.changed()).isFalse();
    }

    @Test
    void a_file_that_only_reading_told_of_counts_too() throws Exception {
        Watched watched = watched(InstantSource.system(), _ -> {});
        Path secret = watched.path().resolveSibling("secret");
        write(secret, "now there");
        assertThat(watched.changed()).isTrue();
    }
}
