package tributary.perf.soak;

import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import tributary.Gateway;

/** So many requests from so many clients, each with the next as soon as it is done with the last; and reloads meanwhile. */
final class Round {
    private static final long PROGRESS = TimeUnit.SECONDS.toMillis(5);
    private static final long BETWEEN_RELOADS = 400;

    private final Gateway gateway;
    private final Load load;
    private final Reloads reloads;
    private final Ledger ledger;
    private final Consumer<String> say;
    private final Tally tally = new Tally();
    private final AtomicLong next;
    private final long end;
    private final long start = System.nanoTime();
    private volatile boolean over;

    Round(Gateway gateway, Load load, Reloads reloads, Ledger ledger, Consumer<String> say) {
        this.gateway = gateway;
        this.ledger = ledger;
        this.load = load;
        this.reloads = reloads;
        this.say = say;
        long first = ledger.numbers(load.requests());
        this.next = new AtomicLong(first);
        this.end = first + load.requests();
    }

    /** Runs it to its end; returns when the last client has gone. */
    Tally run() throws InterruptedException {
        try (Http2Clients http2 = new Http2Clients(gateway.port())) {
            ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();
            try (clients) {
                for (int i = 0; i < load.connections(); i++) {
                    clients.execute(() -> visit(http2));
                }
                clients.shutdown();
                tend(clients);
            }
        }
        return tally;
    }

    /** Reloads and reports until all clients have gone. */
    private void tend(ExecutorService clients) throws InterruptedException {
        long reported = System.nanoTime();
        while (!clients.awaitTermination(BETWEEN_RELOADS, TimeUnit.MILLISECONDS)) {
            reload();
            if (millisSince(reported) >= PROGRESS) {
                reported = System.nanoTime();
                say.accept(progress());
            }
            if (load.secondsLimit() > 0 && seconds() > load.secondsLimit()) {
                over = true;
            }
        }
        try {
            reloads.restore();
        } catch (IOException | Mismatch e) {
            tally.failed(Tally.RELOAD, String.valueOf(e));
        }
    }

    private void reload() {
        tally.began(Tally.RELOAD);
        try {
            reloads.reload();
            tally.ended(Tally.RELOAD, Deed.Outcome.WHOLE);
        } catch (IOException | Mismatch e) {
            tally.failed(Tally.RELOAD, String.valueOf(e));
        }
    }

    private void visit(Http2Clients http2) {
        try (Visitor visitor = new Visitor(gateway.port(), http2, ledger)) {
            for (long number = next.getAndIncrement(); number < end && !over; number = next.getAndIncrement()) {
                visit(visitor.begin(number, load.seed()));
            }
        } catch (IOException e) {
            tally.failed("a client", "could not close: " + e);
        } catch (InterruptedException e) {
            // The round is over for this client.
        }
    }

    private void visit(Visitor visitor) throws InterruptedException {
        Mix.Kind kind = Mix.next(visitor);
        tally.began(kind.name());
        try {
            tally.ended(kind.name(), kind.deed().done(visitor));
        } catch (IOException | Mismatch | RuntimeException e) {
            tally.failed(kind.name(), visitor.asked() + ": " + (e instanceof Mismatch ? e.getMessage() : e));
        }
    }

    double seconds() {
        return (System.nanoTime() - start) / 1e9;
    }

    private static long millisSince(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
    }

    private String progress() {
        long ended = tally.ended();
        return String.format(
                Locale.ROOT,
                "  %6.1f s  %,d requests, %,.0f/s, %d under way, %d failed, %d reloads",
                seconds(),
                ended,
                ended / seconds(),
                tally.begun() - ended,
                tally.failed(),
                reloads.count());
    }
}
