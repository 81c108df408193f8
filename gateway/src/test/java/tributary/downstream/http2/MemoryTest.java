package tributary.downstream.http2;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import tributary.downstream.BodyRoom;
import tributary.resilience.ByteBudget;
import tributary.resilience.Priority;

/** Large bodies take their memory from the request's room, although another thread reads them. */
class MemoryTest {
    private static final String LARGE = "x".repeat(300_000);

    private static String get(Wire wire, BodyRoom room) throws Exception {
        return room.during(Priority.CRITICAL, wire::get);
    }

    @Test
    void a_large_body_counts_until_the_request_ends() throws Exception {
        ByteBudget budget = new ByteBudget(1_000_000);
        try (FrameService service = new FrameService(answering(200));
                Wire wire = Wire.to(service)) {
            try (BodyRoom room = new BodyRoom(budget)) {
                assertThat(get(wire, room)).isEqualTo("200 " + LARGE);
                assertThat(budget.held()).isGreaterThanOrEqualTo(LARGE.length() - BodyRoom.FREE);
            }
            assertThat(budget.held()).isZero();
        }
    }

    @Test
    void one_for_which_there_is_no_memory_is_refused() throws Exception {
        ByteBudget budget = new ByteBudget(100_000);
        try (FrameService service = new FrameService(answering(200));
                Wire wire = Wire.to(service)) {
            try (BodyRoom room = new BodyRoom(budget)) {
                assertThat(get(wire, room)).isEqualTo("overloaded");
            }
            assertThat(budget.held()).isZero();
            assertThat(wire.get()).as("without a request").isEqualTo("200 " + LARGE);
            assertThat(service.accepted()).isEqualTo(1);
        }
    }

    @Test
    void the_status_of_a_failure_counts_more_than_its_body() throws Exception {
        try (FrameService service = new FrameService(answering(404));
                Wire wire = Wire.to(service);
                BodyRoom room = new BodyRoom(new ByteBudget(100_000))) {
            assertThat(get(wire, room)).isEqualTo("404");
        }
    }

    private static FrameService.Script answering(int status) {
        return FrameService.each((peer, stream) -> {
            peer.send(
                    Frame.HEADERS, Frame.END_HEADERS, stream, FrameService.block(":status", Integer.toString(status)));
            int sent = 0;
            while (sent < LARGE.length()) {
                int count = Math.min(10_000, LARGE.length() - sent);
                sent += count;
                peer.send(
                        Frame.DATA,
                        sent == LARGE.length() ? Frame.END_STREAM : 0,
                        stream,
                        LARGE.substring(0, count).getBytes(StandardCharsets.US_ASCII));
            }
        });
    }
}
