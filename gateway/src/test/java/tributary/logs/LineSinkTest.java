package tributary.logs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LineSinkTest {
    private static final Pattern DROPPED = Pattern.compile("dropped: (\\d+) lines");
    private static final String THREAD = "log under test";

    @AfterEach
    void no_thread_is_left() throws InterruptedException {
        until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals(THREAD)));
    }

    /** What is written of {@code lines} until the sink is closed, unless this machine takes longer than a sink waits for. */
    private static LogCounts closedInTime(ByteArrayOutputStream out, Consumer<LineSink> lines) {
        Duration took = Duration.ofDays(1);
        LineSink sink = sink(Channels.newChannel(out));
        for (int i = 0; i < 5 && took.compareTo(Duration.ofMillis(900)) > 0; i++) {
            out.reset();
            sink = sink(Channels.newChannel(out));
            lines.accept(sink);
            long start = System.nanoTime();
            sink.close();
            took = Duration.ofNanos(System.nanoTime() - start);
        }
        return sink.counts();
    }

    private static LineSink sink(WritableByteChannel channel) {
        return new LineSink(
                THREAD, () -> channel, Format.JSON, new RateBound(3, Duration.ofSeconds(60), System::nanoTime));
    }

    private static void until(BooleanSupplier what) throws InterruptedException {
        Instant late = Instant.now().plus(Duration.ofSeconds(20));
        while (!what.getAsBoolean() && Instant.now().isBefore(late)) {
            Thread.sleep(5);
        }
        assertThat(what.getAsBoolean()).isTrue();
    }

    private static Entry event(String message) {
        return new Entry.Event(0, "INFO", "test", message, 0, null);
    }

    @Test
    void closing_writes_all_that_waits_and_in_its_order() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        LogCounts counts = closedInTime(out, sink -> {
            for (int i = 0; i < 1000; i++) {
                sink.add(event("line " + i));
            }
        });
        assertThat(counts.written()).isEqualTo(1000);
        List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
        assertThat(lines).hasSize(1000);
        for (int i = 0; i < 1000; i++) {
            assertThat(lines.get(i)).contains("\"line " + i + "\"");
        }
    }

    @Test
    void what_is_left_out_is_counted_and_told_at_the_latest_in_the_end() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        LogCounts counts = closedInTime(out, sink -> {
            for (int i = 0; i < 10; i++) {
                if (sink.passes("floods")) {
                    sink.add(event("flood"));
                }
            }
        });
        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .hasSize(4)
                .anyMatch(line -> line.contains("7 more lines about floods in 60 s\",\"lines\":7"));
        assertThat(counts.leftOut()).isEqualTo(7);
        assertThat(counts.written()).isEqualTo(4);
    }

    @Test
    void where_nobody_reads_lines_are_dropped_and_nobody_waits() throws Exception {
        Pipe pipe = Pipe.open();
        LineSink sink = sink(pipe.sink());
        String message = "x".repeat(2000);
        for (int i = 0; i < 3 * LineSink.MOST_LINES; i++) {
            sink.add(event(message));
        }
        long dropped = sink.counts().full();
        assertThat(dropped).isGreaterThan(LineSink.MOST_LINES);
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        Thread reader = Thread.startVirtualThread(() -> readAll(pipe, read));
        // Closing would not wait for all of it on a slow machine.
        until(() -> sink.waiting() == 0);
        sink.add(event("the last one"));
        until(() -> read.toString(StandardCharsets.UTF_8).contains("the last one"));
        sink.close();
        pipe.sink().close();
        reader.join();
        long told = 0;
        long others = 0;
        for (String line : read.toString(StandardCharsets.UTF_8).lines().toList()) {
            Matcher lost = DROPPED.matcher(line);
            boolean tells = lost.find();
            told += tells ? Long.parseLong(lost.group(1)) : 0;
            others += tells ? 0 : 1;
        }
        assertThat(told).isGreaterThanOrEqualTo(dropped);
        assertThat(told + others).isEqualTo(3L * LineSink.MOST_LINES + 1);
    }

    private static void readAll(Pipe pipe, ByteArrayOutputStream into) {
        try {
            ByteBuffer bytes = ByteBuffer.allocate(64 * 1024);
            while (pipe.source().read(bytes) >= 0) {
                into.write(bytes.array(), 0, bytes.position());
                bytes.clear();
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void closing_does_not_wait_for_ever_for_a_reader() throws Exception {
        Pipe pipe = Pipe.open();
        LineSink sink = sink(pipe.sink());
        for (int i = 0; i < 2000; i++) {
            sink.add(event("x".repeat(1000)));
        }
        sink.close();
        assertThat(sink.counts().written()).isLessThan(2000);
        pipe.source().close();
    }

    /** A disk that is full until it is not. */
    private static final class Disk implements WritableByteChannel {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();
        private final Semaphore asked = new Semaphore(0);
        private volatile boolean full = true;

        @Override
        public int write(ByteBuffer bytes) throws IOException {
            if (full) {
                asked.release();
                throw new IOException("No space left on device");
            }
            byte[] copied = new byte[bytes.remaining()];
            bytes.get(copied);
            out.writeBytes(copied);
            return copied.length;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }

    @Test
    void lines_that_cannot_be_written_are_counted_and_told_of_when_the_disk_has_room_again() throws Exception {
        Disk disk = new Disk();
        LineSink sink = sink(disk);
        sink.add(event("lost"));
        disk.asked.acquire();
        disk.full = false;
        sink.add(event("first"));
        until(() -> sink.counts().written() == 1);
        sink.add(event("second"));
        // What was lost is told of with it.
        until(() -> sink.counts().written() == 3);
        sink.close();
        String written = disk.out.toString(StandardCharsets.UTF_8);
        assertThat(written)
                .startsWith("\n")
                .doesNotContain("\"lost\"")
                .contains("first")
                .contains("second");
        assertThat(written).contains("dropped: 1 lines");
        assertThat(sink.counts().failed()).isEqualTo(1);
    }
}
