package tributary.downstream.http1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32;
import tributary.downstream.Exchanged;
import tributary.downstream.Failure;
import tributary.downstream.WireAnswer;
import tributary.downstream.WireRequest;
import tributary.resilience.Deadline;
import tributary.resilience.Ticker;

/**
 * Any bytes as what a service sends: the exchange ends as one of the {@link Exchanged} values, within its bounds and alike
 * however the bytes are cut; and the next exchange gets its own answer, whatever these bytes were.
 *
 * <p>Over real sockets, because which connection is used again is the point. The bytes decide how they are cut and whether
 * it was a HEAD that asked, so that an input always does the same.
 */
public final class AnswersFuzz {
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final Duration SHORT = Duration.ofMillis(30);
    private static final AnyAnswerServer SERVER = server();
    private static final AtomicInteger NEXT = new AtomicInteger();

    private AnswersFuzz() {}

    private static AnyAnswerServer server() {
        try {
            return new AnyAnswerServer();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static void fuzzerTestOneInput(byte[] data) throws Exception {
        CRC32 crc = new CRC32();
        crc.update(data);
        int dice = (int) crc.getValue();
        WireRequest request = new WireRequest((dice & 7) == 0 ? "HEAD" : "GET", "/any", List.of(), null);
        Exchanged whole = closed(data, new int[0], request);
        Exchanged cut = closed(data, cuts(data.length, dice), request);
        check(told(whole).equals(told(cut)), told(whole) + ", but cut in pieces " + told(cut));
        if (whole instanceof WireAnswer) {
            thenAnother(data, request, told(whole));
        }
    }

    private static int[] cuts(int length, int dice) {
        if (length < 2) {
            return new int[0];
        }
        int[] cuts = {1 + Math.floorMod(dice >> 3, length - 1), 1 + Math.floorMod(dice >> 13, length - 1)};
        Arrays.sort(cuts);
        return cuts;
    }

    /** The service closes behind the bytes, so that nothing waits for more. */
    private static Exchanged closed(byte[] data, int[] cuts, WireRequest request) throws InterruptedException {
        SERVER.answer(data, cuts, true);
        try (Http1Transport transport = transport()) {
            Exchanged exchanged = transport.exchange(request, Deadline.after(LONG, Ticker.SYSTEM));
            within(exchanged);
            check(transport.use().inUse() == 0, "a place is lost");
            return exchanged;
        }
    }

    /** The service keeps the connection, and sends what it is asked for on whichever connection is next. */
    private static void thenAnother(byte[] data, WireRequest request, String before) throws InterruptedException {
        SERVER.answer(data, new int[0], false);
        try (Http1Transport transport = transport()) {
            Exchanged first = transport.exchange(request, Deadline.after(SHORT, Ticker.SYSTEM));
            SERVER.awaitSent();
            boolean toTheEnd = first instanceof Exchanged.None(Failure.Timeout _);
            check(
                    toTheEnd || told(first).equals(before),
                    before + ", but with the connection left open " + told(first));
            String own = "own-" + NEXT.incrementAndGet();
            WireRequest next = new WireRequest("GET", "/" + own, List.of(), null);
            Exchanged second = transport.exchange(next, Deadline.after(LONG, Ticker.SYSTEM));
            check(Wire.text(second).equals("200 " + own), "the next exchange got " + Wire.text(second));
        }
    }

    private static Http1Transport transport() {
        return Wire.transport(new Origin(false, "127.0.0.1", SERVER.port(), ""), Wire.settings(2));
    }

    private static void within(Exchanged exchanged) {
        switch (exchanged) {
            case WireAnswer answer -> {
                check(answer.status() >= 200 && answer.status() <= 599, "a status of " + answer.status());
                check(
                        answer.body().length() <= Wire.MAX_RESPONSE,
                        "a body of " + answer.body().length());
                check(answer.headers().size() <= 1_000, "too many fields");
                for (WireRequest.Field field : answer.headers()) {
                    check(HttpText.isToken(field.name()), "a name that is none");
                    check(
                            field.value().chars().noneMatch(c -> c == 0 || c == '\r' || c == '\n'),
                            "a value of two lines");
                }
            }
            case Exchanged.None(Failure failure) -> {
                boolean known = failure instanceof Failure.Reset
                        || failure instanceof Failure.TooLarge
                        || failure instanceof Failure.InvalidJson;
                check(known, "ended as " + failure);
            }
        }
    }

    private static String told(Exchanged exchanged) {
        return switch (exchanged) {
            case WireAnswer answer -> answer.headers() + Wire.text(answer);
            case Exchanged.None(Failure failure) -> failure.reason();
        };
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }
}
