package tributary.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tributary.json.JsonObject;
import tributary.plan.Verb;

/** What can be said of a call. */
final class CallKeys {
    static final String NAME_PATTERN = "^[A-Za-z][A-Za-z0-9_-]*$";

    static final Type<Node.Scalar> TEMPLATE = Types.scalar(
            "template",
            "a text, such as \"{product.id}\"",
            Schemas.object("type", List.of("string", "number", "boolean")),
            scalar -> scalar);
    static final Type<Node.Scalar> EXPRESSION = Types.scalar(
            "expression",
            "an expression such as product.variants",
            Schemas.object("type", List.of("string", "boolean", "number")),
            scalar -> scalar);
    private static final Type<Node.Scalar> TARGET = Types.scalar(
            "`SERVICE:/path?query`",
            "a service and a path, such as catalog:/products/{path.id}",
            Schemas.text("[^:]+:/.*"),
            scalar -> scalar);

    static final Type<Map<String, Written<Node.Scalar>>> HEADER_MAP = Types.map("header names", TEMPLATE, null);

    static final Map<Verb, Key<Node.Scalar>> TARGETS = targets();

    static final Key<Node> BODY = Key.optional(
            "body",
            Types.ANY,
            "The JSON body, a template. A write without one sends the client's own body, where the aggregate is a write"
                    + " too.");
    static final Key<Map<String, Written<Node.Scalar>>> HEADERS = Key.optional(
            "headers",
            HEADER_MAP,
            "Headers of this call, each value a template; of two with the same name this one wins over the service's.");
    static final Key<Boolean> OPTIONAL = Key.of(
            "optional",
            Types.BOOLEAN,
            "false",
            "Whether the answer can do without this call: its failure leaves `default` and a partial answer.");
    static final Key<Node> DEFAULT = Key.optional(
            "default",
            Types.ANY,
            "The call's value where it failed and is `optional`, or where `when` said no; null without it. JSON, no"
                    + " template.");
    static final Key<Node.Scalar> WHEN = Key.optional(
            "when",
            EXPRESSION,
            "The call is made only if this expression is truthy; otherwise its value is `default`.");
    static final Key<Node.Scalar> FOR_EACH = Key.optional(
            "for-each",
            EXPRESSION,
            "One call per element of the array this expression gives; the element is `item`. Equal requests are sent"
                    + " once. The call's value is the array of the results.");
    static final Key<Integer> MAX_PARALLEL = Key.of(
            "max-parallel",
            Types.count("whole number", "a whole number such as 16", 1, 1000),
            "16",
            "With `for-each`: calls that may run at once. A write has 1 and no other: two writes of one aggregate"
                    + " never run side by side.");
    static final Key<Integer> MAX_ELEMENTS = Key.of(
            "max-elements",
            Types.count("whole number", "a whole number such as 1000", 1, 100_000),
            "1000",
            "With `for-each`: elements there may be. More fail as `too-large`.");
    static final Key<String> ATTACH = Key.optional(
            "attach",
            Types.TEXT,
            "With `for-each`: each result is written into its element as this member. `for-each` is then a plain path"
                    + " into one call's value, such as `product.variants`.");
    static final Key<List<Written<String>>> AFTER = Key.optional(
            "after",
            Types.oneOrList(Types.TEXT),
            "Calls that must be answered first, though no data shows it. Two writes need an order.");
    static final Key<Map<String, Written<Node>>> ON_STATUS = Key.optional(
            "on-status",
            statuses(),
            "Statuses that are answers, not failures, each with the value it stands for: `{404: null}`.");
    static final Key<Duration> TIMEOUT = Key.optional(
            "timeout", Quantities.DURATION, "How long one attempt may take, instead of the service's `timeout`.");

    static final Section CALL = new Section(
            "aggregates.\"METHOD /path\".calls.NAME",
            "A call to a service. Its value, the JSON it answered with, is known to the other calls and to the response"
                    + " under its name. It starts as soon as all calls whose names it uses are answered.",
            """
            calls:
              product:
                get: catalog:/products/{path.id}
              reviews:
                get: reviews:/reviews?productId={path.id}&limit={query.limit || '5'}
                optional: true
                default: { items: [] }
              stock:
                for-each: product.variants
                get: inventory:/stock/{item.sku}
                attach: stock
                on-status: { 404: null }
            """,
            keys());

    private CallKeys() {}

    private static Map<Verb, Key<Node.Scalar>> targets() {
        Map<Verb, Key<Node.Scalar>> targets = new LinkedHashMap<>();
        for (Verb verb : Verb.values()) {
            String name = verb.name().toLowerCase(Locale.ROOT);
            targets.put(
                    verb,
                    Key.optional(
                            name,
                            TARGET,
                            verb == Verb.GET
                                    ? "The service and the path and query it is asked for, a template. Exactly one of `get`,"
                                            + " `post`, `put`, `patch`, `delete` is required."
                                    : "The same, sent as " + verb + "."));
        }
        return targets;
    }

    private static Type<Map<String, Written<Node>>> statuses() {
        Type<Map<String, Written<Node>>> map = Types.map("statuses", Types.ANY, null);
        return new Type<>(map.label(), Schemas.map("^[1-5][0-9][0-9]$", JsonObject.EMPTY), map.reader());
    }

    private static List<Key<?>> keys() {
        List<Key<?>> keys = new ArrayList<>(TARGETS.values());
        keys.addAll(
                List.of(BODY, HEADERS, OPTIONAL, DEFAULT, WHEN, FOR_EACH, MAX_PARALLEL, MAX_ELEMENTS, ATTACH, AFTER));
        keys.addAll(List.of(ON_STATUS, TIMEOUT, PolicyKeys.CALL_RETRY, PolicyKeys.CALL_HEDGE));
        return keys;
    }
}
