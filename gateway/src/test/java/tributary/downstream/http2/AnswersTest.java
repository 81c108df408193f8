package tributary.downstream.http2;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tributary.downstream.BodyRoom;
import tributary.downstream.Failure;
import tributary.downstream.WireAnswer;
import tributary.downstream.WireRequest;
import tributary.downstream.WireRequest.Field;
import tributary.downstream.http2.FrameService.Peer;
import tributary.downstream.http2.FrameService.StreamScript;
import tributary.resilience.ByteBudget;
import tributary.resilience.Deadline;
import tributary.resilience.Priority;
import tributary.resilience.Ticker;

/** What a service says on one stream: right ones, and wrong ones which must not harm the others on the connection. */
class AnswersTest {

    /** Sends the first request to {@code script}, the second to a plain answer, and checks that both used one connection. */
    private static String first(WireRequest request, StreamScript script) throws Exception {
        try (FrameService service = new FrameService(peer -> {
                    peer.greet();
                    script.run(peer, peer.request());
                    while (true) {
                        peer.answer(peer.request(), "next");
                    }
                });
                Wire wire = Wire.to(service)) {
            String text = Wire.text(wire.exchange(request, Wire.SOON));
            assertThat(wire.get()).isEqualTo("200 next");
            assertThat(service.accepted()).isEqualTo(1);
            return text;
        }
    }

    private static String first(StreamScript script) throws Exception {
        return first(Wire.get("/"), script);
    }

    @Test
    void fields_and_body_arrive() throws Exception {
        try (FrameService service = new FrameService(FrameService.each((peer, stream) -> {
                    peer.headers(stream, false, ":status", "201", "x-a", " b ", "set-cookie", "1", "set-cookie", "2");
                    peer.data(stream, false, "he");
                    peer.data(stream, false, "");
                    peer.send(Frame.DATA, Frame.PADDED, stream, new byte[] {3, 'l', 'l', 0, 0, 0});
                    peer.data(stream, false, "o");
                    peer.headers(stream, true, "x-trailer", "dropped");
                }));
                Wire wire = Wire.to(service)) {
            WireAnswer answer = (WireAnswer) wire.exchange(Wire.get("/"), Wire.SOON);
            assertThat(Wire.text(answer)).isEqualTo("201 hello");
            assertThat(answer.headers())
                    .containsExactly(new Field("x-a", "b"), new Field("set-cookie", "1"), new Field("set-cookie", "2"));
        }
    }

    @Test
    void interim_answers_are_skipped_and_a_head_may_come_in_pieces_padded_and_with_priority() throws Exception {
        assertThat(first((peer, stream) -> {
                    peer.headers(stream, false, ":status", "100");
                    peer.headers(stream, false, ":status", "103", "link", "x");
                    byte[] block = FrameService.block(":status", "200", "x", "y".repeat(50));
                    ByteArrayOutputStream head = new ByteArrayOutputStream();
                    head.writeBytes(new byte[] {2, 0, 0, 0, 0, 9});
                    head.write(block, 0, 20);
                    head.writeBytes(new byte[2]);
                    peer.send(Frame.HEADERS, Frame.PADDED | Frame.WITH_PRIORITY, stream, head.toByteArray());
                    byte[] rest = Arrays.copyOfRange(block, 20, block.length);
                    peer.send(Frame.CONTINUATION, Frame.END_HEADERS, stream, rest);
                    peer.data(stream, true, "a");
                }))
                .isEqualTo("200 a");
    }

    @Test
    void frames_of_unknown_types_are_ignored() throws Exception {
        assertThat(first((peer, stream) -> {
                    peer.send(0x77, 0xff, stream, new byte[100]);
                    peer.send(Frame.PRIORITY, 0, 99, new byte[5]);
                    peer.answer(stream, "a");
                }))
                .isEqualTo("200 a");
    }

    @Test
    void an_answer_without_a_body_has_none_whatever_comes() throws Exception {
        WireRequest head = new WireRequest("HEAD", "/", List.of(), null);
        assertThat(first(head, (peer, stream) -> peer.headers(stream, true, ":status", "200", "content-length", "7")))
                .isEqualTo("200");
        assertThat(first(head, (peer, stream) -> {
                    peer.headers(stream, false, ":status", "200");
                    peer.data(stream, true, "body");
                }))
                .isEqualTo("200");
        for (String status : List.of("204", "304")) {
            assertThat(first((peer, stream) -> {
                        peer.headers(stream, false, ":status", status, "content-length", "9");
                        peer.data(stream, true, "body");
                    }))
                    .isEqualTo(status);
        }
    }

    static Stream<Map.Entry<String, StreamScript>> malformed() {
        return Stream.of(
                head("no status", "x", "y"),
                head("status behind a field", "x", "y", ":status", "200"),
                head("two statuses", ":status", "200", ":status", "200"),
                head("another pseudo-header", ":status", "200", ":path", "/"),
                head("a status of two digits", ":status", "20"),
                head("a status of letters", ":status", "abc"),
                head("a status of 600", ":status", "600"),
                head("switched protocols", ":status", "101"),
                head("an upper-case name", ":status", "200", "X-A", "b"),
                head("an empty name", ":status", "200", "", "b"),
                head("a name with a space", ":status", "200", "a b", "c"),
                head("a line end in a value", ":status", "200", "a", "b\r\nc: d"),
                head("a NUL in a value", ":status", "200", "a", "b\0"),
                head("connection", ":status", "200", "connection", "close"),
                head("transfer-encoding", ":status", "200", "transfer-encoding", "chunked"),
                head("keep-alive", ":status", "200", "keep-alive", "5"),
                head("upgrade", ":status", "200", "upgrade", "x"),
                head("two lengths", ":status", "200", "content-length", "1", "content-length", "1"),
                head("a signed length", ":status", "200", "content-length", "+1"),
                head("an interim answer as the last", ":status", "100"),
                Map.entry("a body longer than it says", (peer, stream) -> {
                    peer.headers(stream, false, ":status", "200", "content-length", "2");
                    peer.data(stream, true, "abc");
                }),
                Map.entry("a body shorter than it says", (peer, stream) -> {
                    peer.headers(stream, false, ":status", "200", "content-length", "9");
                    peer.data(stream, true, "abc");
                }),
                Map.entry(
                        "no body although it says so",
                        (peer, stream) -> peer.headers(stream, true, ":status", "200", "content-length", "9")),
                Map.entry("a body without a head", (peer, stream) -> peer.data(stream, true, "abc")),
                Map.entry("a second head", (peer, stream) -> {
                    peer.headers(stream, false, ":status", "200");
                    peer.headers(stream, false, ":status", "200");
                }),
                Map.entry("a status in the trailers", (peer, stream) -> {
                    peer.headers(stream, false, ":status", "200");
                    peer.headers(stream, true, ":status", "200");
                }),
                Map.entry("eleven interim answers", (peer, stream) -> {
                    for (int i = 0; i < 11; i++) {
                        peer.headers(stream, false, ":status", "103");
                    }
                }));
    }

    private static Map.Entry<String, StreamScript> head(String name, String... fields) {
        return Map.entry(name, (peer, stream) -> peer.headers(stream, true, fields));
    }

    @ParameterizedTest
    @MethodSource
    void malformed(Map.Entry<String, StreamScript> answer) throws Exception {
        assertThat(first(answer.getValue())).as(answer.getKey()).startsWith("reset: the answer has ");
    }

    @Test
    void a_reset_before_or_in_the_middle_is_no_answer() throws Exception {
        assertThat(first((peer, stream) -> peer.send(Frame.RST_STREAM, 0, stream, FrameService.number(2))))
                .isEqualTo("reset: reset before the answer");
        assertThat(first((peer, stream) -> {
                    peer.headers(stream, false, ":status", "200");
                    peer.data(stream, false, "[1,");
                    peer.send(Frame.RST_STREAM, 0, stream, FrameService.number(Frame.NO_ERROR));
                }))
                .isEqualTo("reset: reset in the middle of the answer");
    }

    @Test
    void a_body_is_taken_up_to_the_limit_and_refused_beyond() throws Exception {
        String limit = "x".repeat(Wire.MAX_RESPONSE);
        assertThat(first((peer, stream) -> inFrames(peer, stream, limit))).isEqualTo("200 " + limit);
        assertThat(first((peer, stream) -> {
                    inFrames(peer, stream, limit + "x".repeat(20_000));
                    peer.reset(stream);
                }))
                .isEqualTo("too-large");
        assertThat(first((peer, stream) -> {
                    peer.headers(stream, false, ":status", "200", "content-length", "4000001");
                    assertThat(peer.reset(stream)).isEqualTo(Frame.CANCEL);
                }))
                .isEqualTo("too-large");
    }

    @Test
    void the_status_counts_more_than_a_body_that_is_too_large() throws Exception {
        assertThat(first((peer, stream) -> {
                    peer.headers(stream, false, ":status", "503", "content-length", "400000000");
                    peer.reset(stream);
                }))
                .isEqualTo("503");
        assertThat(first((peer, stream) -> {
                    peer.headers(stream, false, ":status", "404");
                    peer.data(stream, false, "");
                    body(peer, stream, "x".repeat(Wire.MAX_RESPONSE + 20_000));
                    peer.reset(stream);
                }))
                .isEqualTo("404");
    }

    @Test
    void a_body_without_room_in_memory_ends_its_own_stream_only() throws Exception {
        ByteBudget budget = new ByteBudget(1_000_000);
        CountDownLatch both = new CountDownLatch(2);
        try (FrameService service = new FrameService(peer -> {
                    peer.greet();
                    int large = peer.request();
                    both.countDown();
                    int small = peer.request();
                    both.countDown();
                    inFrames(peer, large, "x".repeat(600_000));
                    assertThat(peer.reset(large)).isEqualTo(Frame.CANCEL);
                    inFrames(peer, small, "x".repeat(300_000));
                    int failed = peer.request();
                    peer.headers(failed, false, ":status", "503");
                    body(peer, failed, "x".repeat(600_000));
                    assertThat(peer.reset(failed)).isEqualTo(Frame.CANCEL);
                    peer.answer(peer.request(), "next");
                    peer.untilClosed();
                });
                Wire wire = Wire.to(service);
                BodyRoom first = new BodyRoom(budget);
                BodyRoom second = new BodyRoom(budget)) {
            Wire.Begun large = wire.begin(() -> first.during(Priority.DEFAULT, () -> exchange(wire)));
            while (both.getCount() == 2) {
                Thread.onSpinWait();
            }
            Wire.Begun small = wire.begin(() -> second.during(Priority.CRITICAL, () -> exchange(wire)));
            assertThat(large.text()).isEqualTo("overloaded");
            assertThat(small.text()).hasSize(4 + 300_000);
            // Both have 512 KiB, of which not all counts.
            assertThat(budget.held()).isEqualTo(2 * (512 * 1024 - BodyRoom.FREE));
            assertThat(second.during(Priority.DEFAULT, () -> exchange(wire))).isEqualTo("503");
            assertThat(wire.get()).isEqualTo("200 next");
            assertThat(service.accepted()).isEqualTo(1);
        }
        assertThat(budget.held()).isZero();
    }

    private static String exchange(Wire wire) throws InterruptedException {
        return Wire.text(wire.transport.exchange(Wire.get("/"), Deadline.after(Wire.SOON, Ticker.SYSTEM)));
    }

    /** A large body, as fast as our windows let it come. */
    static void inFrames(Peer peer, int stream, String body) throws Exception {
        peer.headers(stream, false, ":status", "200");
        body(peer, stream, body);
    }

    private static void body(Peer peer, int stream, String body) throws Exception {
        int window = Connection.STREAM_WINDOW;
        for (int at = 0; at < body.length(); ) {
            int count = Math.min(16_384, body.length() - at);
            while (window < count) {
                var frame = peer.next(next -> next.stream() == stream && next.is(Frame.WINDOW_UPDATE));
                window += frame.number();
            }
            peer.data(stream, at + count == body.length(), body.substring(at, at + count));
            at += count;
            window -= count;
        }
    }

    @Test
    void a_head_that_is_too_large_when_unpacked_fails_alone() throws Exception {
        assertThat(first((peer, stream) -> {
                    peer.headers(stream, false, ":status", "103", "a", "b");
                    byte[] entry = FrameService.block("a", "x".repeat(4000));
                    entry[0] = 0x40;
                    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
                    bomb.write(0x88);
                    bomb.writeBytes(entry);
                    for (int i = 0; i < 1000; i++) {
                        bomb.write(0xbe);
                    }
                    peer.send(Frame.HEADERS, Frame.END_HEADERS | Frame.END_STREAM, stream, bomb.toByteArray());
                }))
                .isEqualTo("too-large");
    }

    @Test
    void gzip_is_unpacked_and_other_codings_are_refused() throws Exception {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write("[1,2]".getBytes(StandardCharsets.US_ASCII));
        }
        for (Map.Entry<String, String> each :
                Map.of("gzip", "200 [1,2]", "br", "invalid-json").entrySet()) {
            assertThat(first((peer, stream) -> {
                        peer.headers(stream, false, ":status", "200", "content-encoding", each.getKey());
                        peer.send(Frame.DATA, Frame.END_STREAM, stream, packed.toByteArray());
                    }))
                    .isEqualTo(each.getValue());
        }
    }

    @Test
    void a_body_that_unfolds_beyond_the_limit_is_too_large() throws Exception {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(new byte[Wire.MAX_RESPONSE + 1]);
        }
        assertThat(first((peer, stream) -> {
                    peer.headers(stream, false, ":status", "200", "content-encoding", "gzip");
                    peer.send(Frame.DATA, Frame.END_STREAM, stream, packed.toByteArray());
                }))
                .isEqualTo(new Failure.TooLarge("").reason());
    }
}
