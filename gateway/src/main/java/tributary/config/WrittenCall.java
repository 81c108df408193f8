package tributary.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tributary.expression.Expression;
import tributary.json.JsonNull;
import tributary.json.JsonValue;
import tributary.plan.HeaderTemplate;
import tributary.plan.UrlTemplate;
import tributary.plan.ValueTemplate;
import tributary.plan.Verb;

/**
 * A call as the configuration writes it, its templates read but its names not yet looked up. Parts that are wrong are
 * reported and missing here.
 */
final class WrittenCall {
    final int slot;
    final String name;
    final Fields fields;
    final Verb verb;
    final @Nullable PlannedService service;
    final @Nullable UrlTemplate url;
    final List<HeaderTemplate> headers;
    final @Nullable ValueTemplate body;
    final @Nullable Expression when;
    final @Nullable Expression forEach;
    final JsonValue fallback;
    final Map<Integer, JsonValue> onStatus;
    final List<Use> uses;
    final boolean usesKnown;

    private final Problems problems;

    WrittenCall(int slot, String name, Fields fields, Map<String, PlannedService> services, Problems problems) {
        this.slot = slot;
        this.name = name;
        this.fields = fields;
        this.problems = problems;
        Templates templates = new Templates(problems);
        this.verb = verb();
        Key<Node.Scalar> target = CallKeys.TARGETS.get(verb);
        Node.Scalar scalar = target == null ? null : fields.orNull(target);
        int colon = scalar == null ? -1 : colon(scalar);
        this.service = scalar == null || colon < 0 ? null : service(scalar, colon, services);
        this.url = scalar == null || colon < 0 ? null : templates.url(keyName(), scalar, colon + 1);
        this.headers = ServicePlanner.headers(fields, CallKeys.HEADERS, templates, problems);
        if (service != null) {
            ServicePlanner.checkFree(service.fields(), headers, fields.or(CallKeys.HEADERS, Map.of()), problems);
        }
        this.body = body(templates);
        Node.Scalar condition = fields.orNull(CallKeys.WHEN);
        this.when = condition == null ? null : templates.expression("when", condition);
        Node.Scalar elements = fields.orNull(CallKeys.FOR_EACH);
        this.forEach = elements == null ? null : templates.expression("for-each", elements);
        Node standard = fields.orNull(CallKeys.DEFAULT);
        this.fallback = standard == null ? JsonNull.NULL : templates.constant("default", standard);
        this.onStatus = statuses(templates);
        this.uses = templates.uses();
        this.usesKnown = templates.complete();
        checkCombinations();
    }

    Place place() {
        return fields.at().place();
    }

    /** Whether it sends the client's own body. */
    boolean sendsClientBody() {
        return verb.writes() && !fields.has(CallKeys.BODY);
    }

    private String keyName() {
        return verb.name().toLowerCase(Locale.ROOT);
    }

    private Verb verb() {
        List<Verb> verbs = new ArrayList<>();
        CallKeys.TARGETS.forEach((verb, key) -> {
            if (fields.has(key)) {
                verbs.add(verb);
            }
        });
        if (verbs.isEmpty()) {
            problems.error(
                    place(),
                    "the call " + Quoted.of(name) + " lacks a 'get' (or post, put, patch, delete), such as"
                            + " get: catalog:/products/{path.id}");
        } else if (verbs.size() > 1) {
            problems.error(
                    place(),
                    "the call " + Quoted.of(name) + " has "
                            + Quoted.all(verbs.stream()
                                    .map(verb -> verb.name().toLowerCase(Locale.ROOT))
                                    .toList())
                            + "; a call has one of them");
        }
        return verbs.isEmpty() ? Verb.GET : verbs.getFirst();
    }

    /** Where the service's name ends; -1 where there is none. */
    private int colon(Node.Scalar target) {
        String text = target.template();
        int colon = text.indexOf(':');
        if (text.startsWith("http://") || text.startsWith("https://")) {
            problems.error(
                    target.place(),
                    keyName()
                            + ": expected SERVICE:/path, found a URL; name its host under 'services' and write NAME:/path");
            return -1;
        }
        if (colon < 1
                || text.substring(0, colon).contains("/")
                || text.substring(0, colon).contains("{")) {
            problems.error(
                    target.place(), keyName() + ": expected SERVICE:/path?query, such as catalog:/products/{path.id}");
            return -1;
        }
        return colon;
    }

    private @Nullable PlannedService service(Node.Scalar target, int colon, Map<String, PlannedService> services) {
        String wanted = target.template().substring(0, colon);
        String shown = target.substituted() ? target.source() : wanted;
        PlannedService found = services.get(wanted);
        if (found == null) {
            problems.error(
                    target.place(),
                    keyName() + ": no service is named " + Quoted.of(shown)
                            + (services.isEmpty()
                                    ? "; there are no 'services'"
                                    : Suggestion.of(shown, services.keySet())));
        }
        return found;
    }

    private @Nullable ValueTemplate body(Templates templates) {
        Node node = fields.orNull(CallKeys.BODY);
        if (fields.has(CallKeys.BODY) && !verb.writes()) {
            problems.error(fields.place(CallKeys.BODY), "body: a GET sends none; values go into its path or query");
        }
        return node == null ? null : templates.value("body", node);
    }

    private Map<Integer, JsonValue> statuses(Templates templates) {
        Map<Integer, JsonValue> statuses = new LinkedHashMap<>();
        fields.or(CallKeys.ON_STATUS, Map.of()).forEach((code, value) -> {
            if (code.matches("[1-5][0-9][0-9]")) {
                statuses.put(Integer.valueOf(code), templates.constant("on-status." + code, value.value()));
            } else {
                problems.error(
                        value.at().place(), "on-status: " + Quoted.of(code) + " is no HTTP status from 100 to 599");
            }
        });
        return statuses;
    }

    private void checkCombinations() {
        if (!fields.has(CallKeys.FOR_EACH)) {
            for (Key<?> key : List.of(CallKeys.ATTACH, CallKeys.MAX_PARALLEL, CallKeys.MAX_ELEMENTS)) {
                if (fields.has(key)) {
                    problems.error(fields.place(key), "'" + key.name() + "' needs a 'for-each' beside it");
                }
            }
        } else if (verb.writes() && fields.or(CallKeys.MAX_PARALLEL, 1) > 1) {
            problems.error(
                    fields.place(CallKeys.MAX_PARALLEL),
                    "max-parallel: writes of one aggregate never run side by side, so this can only be 1");
        }
        if (fields.has(CallKeys.DEFAULT) && !fields.get(CallKeys.OPTIONAL) && !fields.has(CallKeys.WHEN)) {
            problems.warning(
                    fields.place(CallKeys.DEFAULT), "'default' has no effect without 'optional: true' or a 'when'");
        }
    }
}
