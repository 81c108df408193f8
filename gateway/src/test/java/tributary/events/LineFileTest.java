package tributary.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class LineFileTest {
    @TempDir
    Path folder;

    private final AtomicLong clock = new AtomicLong();

    private Path path() {
        return folder.resolve("audit.jsonl");
    }

    private LineFile file(long rotateBeyond, int keep) {
        return new LineFile(path(), rotateBeyond, keep, clock::get);
    }

    private static byte[] line(String json) {
        return json.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void is_for_its_owner_only_and_appended_to() throws IOException {
        try (LineFile file = file(0, 1)) {
            file.append(line("1"));
        }
        try (LineFile file = file(0, 1)) {
            file.append(line("{\"a\":2}"));
        }
        assertThat(path()).hasContent("1\n{\"a\":2}\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path())))
                .isEqualTo("rw-------");
    }

    @Test
    void cuts_off_an_unfinished_last_line_and_ends_a_whole_one() throws IOException {
        Files.writeString(path(), "{\"a\":1}\n{\"a\":");
        try (LineFile file = file(0, 1)) {
            file.append(line("2"));
        }
        assertThat(path()).hasContent("{\"a\":1}\n2\n");
        Files.writeString(path(), "{\"a\":1}\n{\"a\":2}");
        try (LineFile file = file(0, 1)) {
            file.append(line("3"));
        }
        assertThat(path()).hasContent("{\"a\":1}\n{\"a\":2}\n3\n");
        Files.writeString(path(), "x".repeat(20_000));
        try (LineFile file = file(0, 1)) {
            file.append(line("4"));
        }
        assertThat(path()).hasContent("4\n");
    }

    @Test
    void is_put_aside_before_it_would_be_too_large_and_only_so_many_are_kept() throws IOException {
        try (LineFile file = file(6, 2)) {
            for (int i = 1; i <= 7; i++) {
                file.append(line("1" + i));
            }
        }
        assertThat(path()).hasContent("17\n");
        assertThat(folder.resolve("audit.jsonl.1")).hasContent("15\n16\n");
        assertThat(folder.resolve("audit.jsonl.2")).hasContent("13\n14\n");
        try (var all = Files.list(folder)) {
            assertThat(all).hasSize(3);
        }
    }

    @Test
    void follows_when_it_is_moved_away() throws IOException {
        try (LineFile file = file(0, 1)) {
            file.append(line("1"));
            Files.move(path(), folder.resolve("moved"));
            clock.addAndGet(2_000_000_000L);
            file.append(line("2"));
        }
        assertThat(folder.resolve("moved")).hasContent("1\n");
        assertThat(path()).hasContent("2\n");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void says_that_the_disk_is_full() {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.isWritable(full));
        try (LineFile file = new LineFile(full, 0, 1, clock::get)) {
            assertThatThrownBy(() -> file.append(line("1")))
                    .isInstanceOfSatisfying(
                            IOException.class, e -> assertThat(LineFile.word(e)).isEqualTo("disk-full"));
        }
    }

    @Test
    void says_that_its_folder_is_not_there() {
        try (LineFile file = new LineFile(folder.resolve("no/such/file"), 0, 1, clock::get)) {
            assertThatThrownBy(file::open).isInstanceOfSatisfying(IOException.class, e -> assertThat(LineFile.word(e))
                    .isEqualTo("no-folder"));
        }
    }

    @Test
    void what_is_no_file_on_a_disk_has_no_disk_to_take_it_and_is_not_put_aside() throws IOException {
        Path device = Path.of("/dev/null");
        assumeTrue(Files.isWritable(device) && !Files.isRegularFile(device), "/dev/null is not here");
        Path link = Files.createSymbolicLink(path(), device);
        try (LineFile file = file(10, 1)) {
            for (int i = 0; i < 10; i++) {
                file.append(line("\"0123456789\""));
                file.force();
                assertThat(file.unforced()).isFalse();
            }
        }
        assertThat(Files.isSymbolicLink(link)).isTrue();
    }

    @Test
    void a_long_piece_without_an_end_that_none_of_ours_can_be_is_only_ended() throws IOException {
        long size = 3L << 30;
        try (RandomAccessFile raw = new RandomAccessFile(path().toFile(), "rw")) {
            raw.setLength(size);
        }
        try (LineFile file = file(0, 1)) {
            file.append(line("1"));
        }
        try (RandomAccessFile raw = new RandomAccessFile(path().toFile(), "r")) {
            assertThat(raw.length()).isEqualTo(size + 3);
            raw.seek(size);
            assertThat(raw.readLine()).isEmpty();
            assertThat(raw.readLine()).isEqualTo("1");
        }
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void says_that_a_folder_is_none() throws IOException {
        Files.createDirectory(path());
        try (LineFile file = file(0, 1)) {
            assertThatThrownBy(file::open).isInstanceOfSatisfying(IOException.class, e -> assertThat(LineFile.word(e))
                    .isEqualTo("is-a-folder"));
        }
    }

    @Test
    void deletes_those_beyond_what_is_kept_now() throws IOException {
        for (int i = 1; i <= 4; i++) {
            Files.writeString(folder.resolve("audit.jsonl." + i), i + "\n");
        }
        try (LineFile file = file(4, 2)) {
            file.append(line("100"));
            file.append(line("200"));
        }
        assertThat(path()).hasContent("200\n");
        assertThat(folder.resolve("audit.jsonl.1")).hasContent("100\n");
        assertThat(folder.resolve("audit.jsonl.2")).hasContent("1\n");
        assertThat(folder.resolve("audit.jsonl.3")).doesNotExist();
        assertThat(folder.resolve("audit.jsonl.4")).doesNotExist();
    }
}
