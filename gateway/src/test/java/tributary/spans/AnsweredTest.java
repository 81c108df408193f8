package tributary.spans;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.collector.trace.v1.ExportTracePartialSuccess;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AnsweredTest {
    private static byte[] answer(long rejected, String why) {
        return ExportTraceServiceResponse.newBuilder()
                .setPartialSuccess(ExportTracePartialSuccess.newBuilder()
                        .setErrorMessage(why)
                        .setRejectedSpans(rejected))
                .build()
                .toByteArray();
    }

    @Test
    void finds_how_many_were_rejected() {
        assertThat(Answered.rejected(new byte[0], 10)).isZero();
        assertThat(Answered.rejected(answer(0, "a warning"), 10)).isZero();
        assertThat(Answered.rejected(answer(7, "too old"), 10)).isEqualTo(7);
        assertThat(Answered.rejected(answer(300, ""), 1000)).isEqualTo(300);
        assertThat(Answered.rejected(answer(Long.MAX_VALUE, ""), 10)).isEqualTo(10);
        assertThat(Answered.rejected(answer(-1, ""), 10)).isZero();
    }

    @Test
    void any_bytes_give_a_number_that_can_be() {
        Random random = new Random(7);
        for (int i = 0; i < 200_000; i++) {
            byte[] bytes = new byte[random.nextInt(24)];
            random.nextBytes(bytes);
            if (bytes.length > 0 && random.nextBoolean()) {
                bytes[0] = 0x0A;
            }
            assertThat(Answered.rejected(bytes, 10)).isBetween(0, 10);
        }
    }
}
