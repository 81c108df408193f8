package tributary.jobs;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tributary.json.JsonBoolean;
import tributary.json.JsonNumber;
import tributary.json.JsonObject;
import tributary.json.JsonString;
import tributary.json.JsonValue;

/**
 * What is known of a job, but for its request and its result. Immutable.
 *
 * @param owner of the key it was asked for with; empty where whoever knows the id may see it
 * @param work what it does, as the configuration names it
 * @param sequence jobs begin in this order
 * @param safe whether it may be done again after it was broken off; means something once it has begun
 * @param steps of which it is made
 * @param status the answer's; 0 before there is one
 * @param repeat how a repeated request is known; null where it was not asked for
 */
public record JobRecord(
        String id,
        JobState state,
        String owner,
        String work,
        long sequence,
        boolean safe,
        int steps,
        Instant created,
        @Nullable Instant started,
        @Nullable Instant ended,
        int status,
        @Nullable Repeat repeat) {

    /**
     * @param key a digest of the caller and what he named the request
     * @param request a digest of the request itself
     */
    public record Repeat(String key, String request) {}

    static JobRecord queued(
            String id, String owner, String work, long sequence, int steps, Instant now, @Nullable Repeat repeat) {
        return new JobRecord(id, JobState.QUEUED, owner, work, sequence, false, steps, now, null, null, 0, repeat);
    }

    JobRecord running(boolean mayBeRepeated, int ofSteps, Instant now) {
        return new JobRecord(
                id,
                JobState.RUNNING,
                owner,
                work,
                sequence,
                mayBeRepeated,
                ofSteps,
                created,
                started == null ? now : started,
                null,
                0,
                repeat);
    }

    /** To be begun anew. */
    JobRecord queued() {
        return new JobRecord(id, JobState.QUEUED, owner, work, sequence, safe, steps, created, null, null, 0, repeat);
    }

    JobRecord ended(JobState as, int answer, Instant now) {
        return new JobRecord(id, as, owner, work, sequence, safe, steps, created, started, now, answer, repeat);
    }

    JsonObject json() {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        members.put("id", JsonString.of(id));
        members.put("state", JsonString.of(state.name()));
        members.put("owner", JsonString.of(owner));
        members.put("work", JsonString.of(work));
        members.put("sequence", JsonNumber.of(sequence));
        members.put("safe", safe ? JsonBoolean.TRUE : JsonBoolean.FALSE);
        members.put("steps", JsonNumber.of(steps));
        members.put("created", JsonString.of(created.toString()));
        if (started != null) {
            members.put("started", JsonString.of(started.toString()));
        }
        if (ended != null) {
            members.put("ended", JsonString.of(ended.toString()));
        }
        members.put("status", JsonNumber.of(status));
        if (repeat != null) {
            members.put("key", JsonString.of(repeat.key));
            members.put("request", JsonString.of(repeat.request));
        }
        return JsonObject.of(members);
    }

    /** @throws RuntimeException of any kind where {@code json} is none of ours */
    static JobRecord of(JsonObject json) {
        String key = textOrNull(json, "key");
        return new JobRecord(
                text(json, "id"),
                JobState.valueOf(text(json, "state")),
                text(json, "owner"),
                text(json, "work"),
                number(json, "sequence"),
                json.get("safe") == JsonBoolean.TRUE,
                (int) number(json, "steps"),
                Instant.parse(text(json, "created")),
                instant(json, "started"),
                instant(json, "ended"),
                (int) number(json, "status"),
                key == null ? null : new Repeat(key, text(json, "request")));
    }

    private static String text(JsonObject json, String name) {
        String text = textOrNull(json, name);
        if (text == null) {
            throw new IllegalArgumentException("no " + name);
        }
        return text;
    }

    private static @Nullable String textOrNull(JsonObject json, String name) {
        return json.get(name) instanceof JsonString text ? text.text() : null;
    }

    private static @Nullable Instant instant(JsonObject json, String name) {
        String text = textOrNull(json, name);
        return text == null ? null : Instant.parse(text);
    }

    private static long number(JsonObject json, String name) {
        if (json.get(name) instanceof JsonNumber number) {
            return number.integer().orElseThrow();
        }
        throw new IllegalArgumentException("no " + name);
    }
}
