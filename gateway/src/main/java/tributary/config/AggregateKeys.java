package tributary.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What can be said of an aggregate. */
final class AggregateKeys {
    static final Key<String> SUMMARY = Key.optional("summary", Types.TEXT, "One line for the OpenAPI document.");
    static final Key<String> DESCRIPTION =
            Key.optional("description", Types.TEXT, "More for the OpenAPI document, Markdown.");
    static final Key<List<Written<String>>> TAGS =
            Key.optional("tags", Types.oneOrList(Types.TEXT), "Groups in the OpenAPI document.");
    static final Key<Duration> DEADLINE = Key.of(
            "deadline",
            Quantities.DURATION,
            "2s",
            "How long the whole request may take. A client may shorten it, never lengthen it.");
    static final Key<String> PRIORITY = Key.of(
            "priority",
            Types.oneOf("critical", "default", "bulk"),
            "default",
            "What is refused last and first when there is too much to do, see `overload`.");

    static final Key<String> AUTH = Key.optional(
            "auth",
            Types.oneOf("required", "optional", "none"),
            "Whether a client must show who it is. `required`: without a known key it is answered with 401. `optional`: it"
                    + " may come without a key, but not with an unknown one. `none`: nobody looks. `required` where `auth` is"
                    + " configured.");
    static final Key<Integer> COST = Key.of(
            "cost",
            Types.count("whole number", "a whole number such as 1", 0, 1_000_000),
            "1",
            "What a request takes of the token buckets in `limits`. More than a bucket's burst counts as the burst, so that"
                    + " it takes a full bucket.");

    static final Key<Boolean> STREAM = Key.of(
            "stream",
            Types.BOOLEAN,
            "false",
            "Whether a client may have the answer part by part, as the parts come: with `Accept: text/event-stream` as events,"
                    + " with `Accept: application/x-ndjson` as lines. A part is a call's value or problem; where there is a"
                    + " `response`, one of its members, once all that it needs is there. The last part, `end`, says how the"
                    + " whole ended. Other clients get the whole document as ever.");

    static final Key<Boolean> ASYNC = Key.of(
            "async",
            Types.BOOLEAN,
            "false",
            "Whether a client may have it done later, as a job: with `Prefer: respond-async` it is answered with 202 and"
                    + " `Location: /jobs/ID`, with `Prefer: respond-async, wait=10` only if it is not done after 10 s (60 at"
                    + " most). `GET /jobs/ID` tells how far it is and what it came to, `GET /jobs/ID/events` tells it as it"
                    + " happens, `DELETE /jobs/ID` cancels it. The deadline counts from when the job begins. With an"
                    + " `Idempotency-Key` a write that is sent again is the same job. Other clients get the answer as ever."
                    + " See `jobs`.");

    static final Key<Boolean> COMPRESSION = Key.of(
            "compression",
            Types.BOOLEAN,
            "true",
            "Whether its answers are compressed as `server.compression` says. `false` where an answer holds a secret beside"
                    + " what the request itself said: who can have it asked again and again, and sees how long the answers"
                    + " are, can guess the secret (BREACH).");

    static final Key<Boolean> SHOW_PROBLEMS = Key.of(
            "problems",
            Types.BOOLEAN,
            "true",
            "Whether a partial object answer gains a member `_problems`, which tells what failed and why. Where not, a stream"
                    + " has the default in the place of a call that failed, too.");
    static final Key<Boolean> SHOW_HEADER =
            Key.of("header", Types.BOOLEAN, "true", "Whether a partial answer carries the header `Tributary-Partial`.");
    static final Section PARTIAL = new Section(
            "aggregates.\"METHOD /path\".partial",
            "How an answer shows that an optional call failed.",
            """
            partial: { problems: false, header: true }
            """,
            List.of(SHOW_PROBLEMS, SHOW_HEADER));
    static final Key<Fields> PARTIAL_KEY =
            Key.optional("partial", PARTIAL.type(), "How an answer shows that an optional call failed.");

    static final Key<Map<String, Written<Fields>>> CALLS = Key.required(
            "calls",
            Types.named("call names", CallKeys.CALL.type(), CallKeys.CALL, CallKeys.NAME_PATTERN),
            "The calls to services, by name; they start as soon as what they use is there, whatever their order here.");
    static final Key<Node> RESPONSE = Key.optional(
            "response",
            Types.ANY,
            "The answer, a template of any JSON. Without it, the answer is an object with each call's value under its"
                    + " name. `{merge: flat}` means the same as `merge: flat` beside it.");
    static final Key<String> MERGE = Key.of(
            "merge",
            Types.oneOf("members", "flat"),
            "members",
            "Without a `response`: `members` puts each call's value under its name, `flat` unites their members in one"
                    + " object, where the later-named call wins.");

    static final Key<List<Written<Fields>>> EMIT = Key.optional(
            "emit",
            Types.oneOrList(EventKeys.EMIT.type()),
            "Events that its requests make, for the sinks under `events`; twenty at most.");

    static final Section AGGREGATE = new Section(
            "aggregates.\"METHOD /path\"",
            "An endpoint of the gateway: what it asks services for, and what becomes of their answers. The key is a method"
                    + " (GET, POST, PUT, PATCH or DELETE) and a path in which `{name}` stands for one segment.",
            """
            aggregates:
              GET /products/{id}/page:
                summary: Everything the product page shows
                deadline: 900ms
                calls:
                  product: { get: "catalog:/products/{path.id}" }
                  seller:  { get: "accounts:/users/{product.sellerId}" }   # waits for product
                response:
                  title: "{product.title}"
                  seller: "{seller.name}"
            """,
            List.of(
                    SUMMARY,
                    DESCRIPTION,
                    TAGS,
                    DEADLINE,
                    PRIORITY,
                    AUTH,
                    COST,
                    STREAM,
                    ASYNC,
                    COMPRESSION,
                    PARTIAL_KEY,
                    CALLS,
                    RESPONSE,
                    MERGE,
                    EMIT));

    private AggregateKeys() {}
}
