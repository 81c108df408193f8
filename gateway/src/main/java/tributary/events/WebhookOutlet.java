package tributary.events;

import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import tributary.events.Poster.Posted;
import tributary.events.Target.ToWebhook;
import tributary.resilience.Ticker;

/**
 * Posts events one after the other. 2xx is taken; without an answer, after 408, 429, 5xx and a redirect it is tried again as long as the
 * target says; other 4xx, and what has been tried for long enough, are kept as dead letters, and the next one is on.
 *
 * <p>Each request carries the event's id, by which a receiver tells one that comes twice, and where there is a secret {@code
 * Tributary-Signature: t=UNIX,v1=HEX}: HMAC-SHA256 (RFC 2104) over the seconds since 1970, a dot, and the body.
 */
final class WebhookOutlet implements Outlet {
    private static final System.Logger LOG = System.getLogger("tributary.events");
    private static final String ALGORITHM = "HmacSHA256";

    private final ToWebhook target;
    private final @Nullable DeadLetters deadLetters;
    private final Poster poster;
    private final InstantSource wall;
    private final Ticker ticker;
    private final Seldom seldom;

    WebhookOutlet(ToWebhook target, @Nullable DeadLetters deadLetters, InstantSource wall, Ticker ticker) {
        this.target = target;
        this.deadLetters = deadLetters;
        this.poster = target.posts().get();
        this.wall = wall;
        this.ticker = ticker;
        this.seldom = new Seldom(ticker);
    }

    @Override
    public int most() {
        return 1;
    }

    @Override
    public @Nullable String prepare() {
        return null;
    }

    @Override
    public Delivery deliver(List<Event> events, int attempt) throws InterruptedException {
        Event event = events.getFirst();
        return switch (poster.post(event.json(), headers(event, attempt), target.timeout())) {
            case Posted.Answered(int status, Duration pause) -> {
                if (status / 100 == 2) {
                    yield Delivery.written(1);
                }
                boolean again = status == 408 || status == 429 || status / 100 == 5 || status / 100 == 3;
                yield again
                        ? failed(event, attempt, "status-" + status, pause)
                        : refused(event, attempt, "status-" + status);
            }
            case Posted.Unanswered(String why) -> failed(event, attempt, why, Duration.ZERO);
        };
    }

    private Map<String, String> headers(Event event, int attempt) {
        Map<String, String> headers = new HashMap<>();
        headers.put("tributary-event-id", event.id());
        if (attempt > 1) {
            headers.put("tributary-attempt", Integer.toString(attempt));
        }
        if (!target.secret().isEmpty()) {
            long seconds = wall.instant().getEpochSecond();
            headers.put("tributary-signature", "t=" + seconds + ",v1=" + signature(seconds, event.json()));
        }
        return headers;
    }

    private String signature(long seconds, byte[] json) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(target.secret().getBytes(StandardCharsets.UTF_8), ALGORITHM));
            mac.update((seconds + ".").getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(mac.doFinal(json));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }

    private Delivery failed(Event event, int attempt, String why, Duration pause) throws InterruptedException {
        Duration left = target.age().minusNanos(ticker.nanos() - event.nanos());
        if (attempt >= target.attempts() || !left.isPositive()) {
            Delivery kept = refused(event, attempt, why);
            // It goes on failing, for all we know: the next one is not sent at once either.
            return new Delivery(
                    0,
                    kept.deadLettered(),
                    kept.refused(),
                    kept.failure() == null ? why : kept.failure(),
                    shorter(pause, target.age()));
        }
        return Delivery.failed(why, shorter(pause, left));
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** Done with, one way or the other; where even the file for that fails, it stays and is tried again. */
    private Delivery refused(Event event, int attempts, String why) throws InterruptedException {
        if (deadLetters == null) {
            if (seldom.now()) {
                LOG.log(Level.ERROR, target + " would not take event " + event.id() + ", which is lost: " + why);
            }
            return new Delivery(0, 0, 1, null, Duration.ZERO);
        }
        String failure = deadLetters.keep(List.of(event), why, attempts).failure();
        if (failure != null) {
            return Delivery.failed(failure, Duration.ZERO);
        }
        if (seldom.now()) {
            LOG.log(Level.WARNING, target + " would not take event " + event.id() + ", a dead letter now: " + why);
        }
        return new Delivery(0, 1, 0, null, Duration.ZERO);
    }

    @Override
    public Delivery giveUp(List<Event> events) throws InterruptedException {
        if (deadLetters == null) {
            return Delivery.failed("no-dead-letter", Duration.ZERO);
        }
        DeadLetters.Kept kept = deadLetters.keep(events, "stopped", 0);
        return new Delivery(0, kept.events(), 0, kept.failure(), Duration.ZERO);
    }

    @Override
    public long restlessNanos() {
        return Long.MAX_VALUE;
    }

    @Override
    public @Nullable String settle() {
        return null;
    }

    @Override
    public void close() {
        poster.close();
    }
}
