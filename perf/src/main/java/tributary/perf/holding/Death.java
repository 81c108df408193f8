package tributary.perf.holding;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import tributary.perf.holding.Replies.Reply;

/**
 * A service that dies while it is called, and comes back.
 *
 * @param asked how often it was asked from its death to its return
 * @param requests that the gateway was sent in that time
 * @param askedBeforeOpen how often it was asked from its death to the first answer that said that the breaker was open
 * @param requestsBeforeOpen that the gateway was sent in that time
 * @param openSeconds from its death to that answer, or to its return where there was none
 * @param closedSeconds from its return to the last such answer
 * @param whileOpen the answers that said so
 */
record Death(
        long asked,
        long requests,
        long askedBeforeOpen,
        long requestsBeforeOpen,
        double openSeconds,
        double closedSeconds,
        Replies whileOpen,
        Replies all) {
    /** How long what comes on the way may take. */
    private static final long UNDER_WAY = TimeUnit.MILLISECONDS.toNanos(50);

    static Death of(
            int port, Client.Habit habit, CountedService service, Duration before, Duration dead, Duration after)
            throws InterruptedException {
        Client client = Client.start(port, habit, before.plus(dead).plus(after));
        Thread.sleep(before);
        long died = System.nanoTime();
        service.manner(CountedService.Manner.DEAD);
        Thread.sleep(dead);
        long revived = System.nanoTime();
        service.manner(CountedService.Manner.after(2));
        return of(client.end(), service, died, revived);
    }

    static Death of(Replies all, CountedService service, long died, long revived) {
        Replies whileOpen = all.only(Reply::circuitOpen);
        long first = whileOpen.all().stream().mapToLong(Reply::answered).min().orElse(revived);
        long last = whileOpen.all().stream().mapToLong(Reply::due).max().orElse(revived);
        return new Death(
                service.asked(died, revived),
                all.due(died - UNDER_WAY, revived).count(),
                service.asked(died, first),
                all.due(died - UNDER_WAY, first).count(),
                (first - died) / 1e9,
                Math.max(last - revived, 0) / 1e9,
                whileOpen,
                all);
    }
}
