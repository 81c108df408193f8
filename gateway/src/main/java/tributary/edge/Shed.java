package tributary.edge;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import tributary.downstream.Bytes;
import tributary.downstream.WireRequest.Field;
import tributary.json.JsonOutput;

/** The answer of a request that is not served, made beforehand but for its id: saying no must cost next to nothing. */
final class Shed {
    private static final int LONGEST = 3;

    private static final List<List<Field>> RETRY_AFTER = IntStream.rangeClosed(0, LONGEST)
            .mapToObj(seconds -> List.of(new Field("Retry-After", Integer.toString(seconds))))
            .toList();

    /** No id of a request holds this. */
    private static final String MARK = "*";

    private static final String REASON = Problem.overloaded().reason();
    private static final byte[] BEFORE = part(0);
    private static final byte[] AFTER = part(1);

    private Shed() {}

    private static byte[] part(int index) {
        JsonOutput out = new JsonOutput();
        Problem.overloaded().json(MARK, List.of()).writeTo(out);
        String[] parts = new String(out.toByteArray(), StandardCharsets.UTF_8).split("\\" + MARK, 2);
        return parts[index].getBytes(StandardCharsets.UTF_8);
    }

    /** With a {@code Retry-After} of 1 to 3 seconds at random, so that those refused together do not come back together. */
    static HttpAnswer answer(String id) {
        return answer(id, 1 + ThreadLocalRandom.current().nextInt(LONGEST));
    }

    /** @param id of the request, ASCII that JSON takes as it is */
    static HttpAnswer answer(String id, int retryAfterSeconds) {
        int length = BEFORE.length + id.length() + AFTER.length;
        byte[] body = new byte[length];
        System.arraycopy(BEFORE, 0, body, 0, BEFORE.length);
        for (int i = 0; i < id.length(); i++) {
            body[BEFORE.length + i] = (byte) id.charAt(i);
        }
        System.arraycopy(AFTER, 0, body, length - AFTER.length, AFTER.length);
        return new HttpAnswer(
                503,
                RETRY_AFTER.get(Math.clamp(retryAfterSeconds, 1, LONGEST)),
                HttpAnswer.PROBLEM,
                Bytes.of(body),
                REASON);
    }
}
