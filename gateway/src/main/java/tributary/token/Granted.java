package tributary.token;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tributary.downstream.Bytes;
import tributary.downstream.Exchanged;
import tributary.downstream.RetryAfter;
import tributary.downstream.WireAnswer;
import tributary.json.JsonException;
import tributary.json.JsonNull;
import tributary.json.JsonNumber;
import tributary.json.JsonObject;
import tributary.json.JsonParser;
import tributary.json.JsonString;
import tributary.json.JsonValue;
import tributary.plan.Secret;

/**
 * What a token service said (RFC 6749, 5). Believed is only what can be a token, and a time that can be its life; what it said
 * instead is told in words of ours.
 */
sealed interface Granted {
    /** Where it does not say how long its token lives. */
    Duration USUAL_LIFE = Duration.ofMinutes(5);

    /** What claims to live longer is renewed all the same. */
    Duration LONGEST_LIFE = Duration.ofHours(24);

    /** A service takes no longer field. */
    int LONGEST_TOKEN = 16 * 1024;

    Pattern TOKEN_TEXT = Pattern.compile("[!-~]+");

    Set<String> ERRORS = Set.of(
            "invalid_request",
            "invalid_client",
            "invalid_grant",
            "unauthorized_client",
            "unsupported_grant_type",
            "invalid_scope");

    /** A token for so long. */
    record Token(Secret text, Duration life) implements Granted {}

    /**
     * None.
     *
     * @param passing whether it looks as if the token service were only away
     * @param pause how long it wants to be left alone; zero where it does not say
     */
    record Nothing(String why, boolean passing, Duration pause) implements Granted {
        Nothing(String why, boolean passing) {
            this(why, passing, Duration.ZERO);
        }
    }

    static Granted of(Exchanged exchanged, Instant now) {
        return switch (exchanged) {
            case Exchanged.None(var failure) -> new Nothing(failure.reason(), true);
            case WireAnswer answer when answer.status() >= 200 && answer.status() < 300 -> token(json(answer.body()));
            case WireAnswer answer ->
                new Nothing(
                        "status " + answer.status() + error(json(answer.body())),
                        answer.status() >= 500 || answer.status() == 429,
                        RetryAfter.of(answer, now));
        };
    }

    private static JsonValue json(Bytes body) {
        try {
            return body.length() == 0 ? JsonNull.NULL : JsonParser.parse(body.array(), body.offset(), body.length());
        } catch (JsonException e) {
            return JsonNull.NULL;
        }
    }

    /** Only the words that the standard has: what else stands there might be anything. */
    private static String error(JsonValue said) {
        return said instanceof JsonObject object
                        && object.get("error") instanceof JsonString error
                        && ERRORS.contains(error.text())
                ? " " + error.text()
                : "";
    }

    private static Granted token(JsonValue said) {
        if (!(said instanceof JsonObject object)) {
            return lie("no JSON object");
        }
        if (!(object.get("access_token") instanceof JsonString text)
                || text.text().isEmpty()) {
            return lie("no access_token");
        }
        if (text.text().length() > LONGEST_TOKEN
                || !TOKEN_TEXT.matcher(text.text()).matches()) {
            return lie("an access_token that no field can hold");
        }
        if (!isBearer(object.get("token_type"))) {
            return lie("a token_type other than Bearer");
        }
        Optional<Duration> life = life(object.get("expires_in"));
        return life.isPresent()
                ? new Token(new Secret(text.text()), life.get())
                : lie("an expires_in that is no number of seconds above 0");
    }

    private static Nothing lie(String why) {
        return new Nothing(why, false);
    }

    private static boolean isBearer(@Nullable JsonValue type) {
        return type == null
                || type == JsonNull.NULL
                || (type instanceof JsonString text && text.text().equalsIgnoreCase("bearer"));
    }

    /** Some write the number as a text. */
    private static Optional<Duration> life(@Nullable JsonValue seconds) {
        return switch (seconds) {
            case null -> Optional.of(USUAL_LIFE);
            case JsonNull _ -> Optional.of(USUAL_LIFE);
            case JsonNumber number -> life(number);
            case JsonString text
            when text.text().matches("[0-9]{1,18}") -> life(JsonNumber.of(Long.parseLong(text.text())));
            case JsonValue _ -> Optional.empty();
        };
    }

    private static Optional<Duration> life(JsonNumber seconds) {
        if (seconds.compareTo(JsonNumber.of(LONGEST_LIFE.toSeconds())) >= 0) {
            return Optional.of(LONGEST_LIFE);
        }
        long millis = seconds.decimal()
                .map(value -> value.movePointRight(3).longValue())
                .orElse(0L);
        return millis > 0 ? Optional.of(Duration.ofMillis(millis)) : Optional.empty();
    }
}
