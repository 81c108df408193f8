package tributary.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tributary.expression.PlainPath;
import tributary.plan.Access;
import tributary.plan.Access.Auth;
import tributary.plan.Aggregate;
import tributary.plan.Aggregate.Response;
import tributary.plan.Call;
import tributary.plan.Emit;
import tributary.plan.Route;
import tributary.plan.ServiceSpec;
import tributary.plan.UrlTemplate;
import tributary.plan.ValueTemplate;
import tributary.plan.Verb;
import tributary.resilience.Priority;

/** Makes one aggregate of its section. */
final class AggregatePlanner {
    private static final int MOST_CALLS = 200;
    private static final RouteReader.Endpoint STAND_IN = new RouteReader.Endpoint(Verb.GET, new Route(List.of()));

    private final RouteReader.@Nullable Endpoint endpoint;
    private final Fields fields;
    private final Problems problems;
    private final boolean auth;
    private final Map<String, WrittenCall> calls = new LinkedHashMap<>();
    private final Names names;
    private final Needs needs;
    private final Kept headers = new Kept("header");
    private final Kept cookies = new Kept("cookie");
    private boolean readsBody;

    AggregatePlanner(
            RouteReader.@Nullable Endpoint endpoint,
            Fields fields,
            Map<String, PlannedService> services,
            boolean auth,
            Problems problems) {
        this.endpoint = endpoint;
        this.auth = auth;
        this.fields = fields;
        this.problems = problems;
        readCalls(services);
        this.names = new Names(endpoint, calls, problems);
        this.needs = new Needs(calls.values(), problems);
    }

    private void readCalls(Map<String, PlannedService> services) {
        Map<String, Written<Fields>> written = fields.or(AggregateKeys.CALLS, Map.of());
        if (fields.written(AggregateKeys.CALLS) instanceof Written<?>(At at, Node.Mapping mapping, var _)
                && (mapping.entries().isEmpty() || mapping.entries().size() > MOST_CALLS)) {
            boolean none = mapping.entries().isEmpty();
            problems.error(at.place(), none ? at + " is empty" : at + ": more than " + MOST_CALLS + " calls");
        }
        for (Map.Entry<String, Written<Fields>> entry : written.entrySet()) {
            if (calls.size() < MOST_CALLS) {
                String name = entry.getKey();
                checkName(name, entry.getValue().at().place());
                calls.put(
                        name,
                        new WrittenCall(calls.size(), name, entry.getValue().value(), services, problems));
            }
        }
    }

    private void checkName(String name, Place place) {
        if (Names.RESERVED.contains(name)) {
            problems.error(
                    place, "a call cannot be named " + Quoted.of(name) + ", which means something in every expression");
        } else if (!name.matches(CallKeys.NAME_PATTERN)) {
            problems.error(
                    place,
                    Quoted.of(name)
                            + " is no call's name; it begins with a letter and goes on with letters, digits, _ and -");
        }
    }

    /** Whether {@link #services} says all. */
    boolean servicesKnown() {
        return calls.values().stream().allMatch(call -> call.service != null);
    }

    /** The names of the services it calls. */
    Set<String> services() {
        Set<String> used = new HashSet<>();
        calls.values().forEach(call -> {
            if (call.service != null) {
                used.add(call.service.spec().name());
            }
        });
        return used;
    }

    /**
     * @param sinks that there are
     * @param emittedTo gains those that it names
     */
    Aggregate plan(Set<String> sinks, Set<String> emittedTo) {
        calls.values().forEach(this::findNeeds);
        ResponseReader reader = new ResponseReader(fields, problems);
        Response response = reader.read(calls.values());
        Set<WrittenCall> shown = new HashSet<>();
        for (Use use : reader.templates().uses()) {
            shown.addAll(names.calls(use, null));
            noteRequest(use);
        }
        EmitReader emitReader = new EmitReader(fields, problems);
        List<Emit> emits = emitReader.read(calls, sinks, emittedTo);
        for (Use use : emitReader.templates().uses()) {
            shown.addAll(names.calls(use, null));
            noteRequest(use);
        }
        if (!needs.checkCycles()) {
            needs.checkWrites();
        }
        // Where an expression could not be read, who knows what it uses.
        boolean showsAll = !(response instanceof Response.Shaped)
                || !reader.templates().complete()
                || !emitReader.templates().complete()
                || !names.complete()
                || !calls.values().stream().allMatch(call -> call.usesKnown)
                || reader.templates().uses().stream()
                        .anyMatch(use -> use.expression().readsWhole())
                || emitReader.templates().uses().stream()
                        .anyMatch(use -> use.expression().readsWhole());
        List<Call> planned = new ArrayList<>();
        Attached attached = new Attached(problems);
        for (WrittenCall call : calls.values()) {
            planned.add(plan(call, attached));
            checkTimeout(call);
            if (!showsAll && !shown.contains(call)) {
                warnIfUnused(call);
            }
        }
        return aggregate(response, planned, emits);
    }

    private Aggregate aggregate(Response response, List<Call> planned, List<Emit> emits) {
        Aggregate.Async async = fields.get(AggregateKeys.ASYNC) ? kept() : null;
        Fields partial = fields.or(AggregateKeys.PARTIAL_KEY, Fields.NONE);
        RouteReader.Endpoint known = endpoint == null ? STAND_IN : endpoint;
        boolean sendsBody = known.method().writes() && calls.values().stream().anyMatch(WrittenCall::sendsClientBody);
        return new Aggregate(
                known.method(),
                known.route(),
                fields.or(AggregateKeys.SUMMARY, ""),
                fields.or(AggregateKeys.DESCRIPTION, ""),
                fields.or(AggregateKeys.TAGS, List.of()).stream()
                        .map(Written::value)
                        .toList(),
                fields.get(AggregateKeys.DEADLINE),
                access(),
                Priority.valueOf(fields.get(AggregateKeys.PRIORITY).toUpperCase(Locale.ROOT)),
                planned,
                response,
                partial.get(AggregateKeys.SHOW_PROBLEMS),
                partial.get(AggregateKeys.SHOW_HEADER),
                readsBody || sendsBody,
                new Aggregate.Delivery(streams(response), async, fields.get(AggregateKeys.COMPRESSION)),
                emits);
    }

    /** What a job of it must keep of its request. */
    private Aggregate.Async kept() {
        // This one always goes along.
        headers.add("accept-language");
        calls.values().stream()
                .map(call -> call.service)
                .filter(Objects::nonNull)
                .forEach(service -> service.spec().forward().forEach(headers::add));
        return new Aggregate.Async(headers.names(), cookies.names());
    }

    private boolean streams(Response response) {
        if (!fields.get(AggregateKeys.STREAM)) {
            return false;
        }
        Set<String> parts = calls.keySet();
        if (response instanceof Response.Shaped(ValueTemplate template)) {
            if (template instanceof ValueTemplate.Members(var members)) {
                parts = members.stream().map(ValueTemplate.Member::name).collect(Collectors.toSet());
            } else {
                problems.error(
                        fields.place(AggregateKeys.RESPONSE),
                        "'stream' sends the response member by member, so it must be a mapping");
            }
        }
        if (parts.contains("end")) {
            problems.error(
                    fields.place(AggregateKeys.STREAM),
                    "no part of a stream can be named 'end', which is what its last one is called");
        }
        return true;
    }

    private Access access() {
        int cost = fields.get(AggregateKeys.COST);
        Written<String> written = fields.written(AggregateKeys.AUTH);
        if (written == null) {
            return new Access(auth ? Auth.REQUIRED : Auth.NONE, cost);
        }
        Auth wanted = Auth.valueOf(written.value().toUpperCase(Locale.ROOT));
        if (!auth && wanted == Auth.REQUIRED) {
            problems.error(
                    written.place(), written.at() + ": nobody can show who he is; auth.api-keys says by which keys");
        } else if (!auth && wanted == Auth.OPTIONAL) {
            problems.warning(written.place(), written.at() + " has no effect without auth.api-keys");
        }
        return new Access(auth ? wanted : Auth.NONE, cost);
    }

    private void findNeeds(WrittenCall call) {
        for (Use use : call.uses) {
            addNeeds(call, use, names.calls(use, call));
        }
        for (Use use : call.service == null ? List.<Use>of() : call.service.uses()) {
            // A service's headers stand elsewhere, so a message about them says for whom they fail.
            String where = "%s (for %s)"
                    .formatted(use.key(), Quoted.of(fields.at().key().text()));
            Use named = new Use(where, use.scalar(), use.bare(), use.expression());
            addNeeds(call, use, names.calls(named, call));
        }
        for (Written<String> after : call.fields.or(CallKeys.AFTER, List.of())) {
            WrittenCall needed = calls.get(after.value());
            if (needed == null) {
                problems.error(after.place(), "after: no call is named " + unknown(after));
            } else {
                needs.add(call, needed, "after: " + needed.name, after.place());
            }
        }
    }

    private String unknown(Written<String> after) {
        boolean own = !(after.node() instanceof Node.Scalar scalar && scalar.substituted());
        return own
                ? Quoted.of(after.value()) + Suggestion.of(after.value(), calls.keySet())
                : after.node().found();
    }

    private void addNeeds(WrittenCall call, Use use, List<WrittenCall> needed) {
        noteRequest(use);
        needed.forEach(other -> needs.add(call, other, use.because(), use.place(other.name)));
    }

    /** What of the client's request anything here reads. */
    private void noteRequest(Use use) {
        headers.note(use.expression());
        cookies.note(use.expression());
        readsBody |= use.expression().readsWhole() || use.expression().names().contains("body");
    }

    private Call plan(WrittenCall call, Attached attached) {
        ServiceSpec service = call.service == null ? ServicePlanner.standIn() : call.service.spec();
        UrlTemplate url = call.url == null ? new UrlTemplate("/", List.of(), List.of()) : call.url;
        return new Call(
                call.slot,
                call.name,
                service,
                call.verb,
                url,
                call.headers,
                call.body,
                call.fields.get(CallKeys.OPTIONAL),
                call.fallback,
                call.when,
                forEach(call, attached),
                call.onStatus,
                new PolicyPlanner(problems).attempts(call, service, fields.get(AggregateKeys.DEADLINE)),
                needs.of(call));
    }

    private Call.@Nullable ForEach forEach(WrittenCall call, Attached attached) {
        if (call.forEach == null) {
            return null;
        }
        return new Call.ForEach(
                call.forEach,
                call.verb.writes() ? 1 : call.fields.get(CallKeys.MAX_PARALLEL),
                call.fields.get(CallKeys.MAX_ELEMENTS),
                attach(call, call.forEach.plainPath(), attached));
    }

    private Call.@Nullable Attach attach(WrittenCall call, @Nullable PlainPath path, Attached attached) {
        Written<String> member = call.fields.written(CallKeys.ATTACH);
        if (member == null) {
            return null;
        }
        WrittenCall root = path == null ? null : calls.get(path.root());
        if (path == null || root == null) {
            problems.error(
                    member.at().place(),
                    "attach: results can only be written into what 'for-each' names by a plain path into one call's value,"
                            + " such as product.variants");
            return null;
        }
        attached.add(call.name, path, member);
        return new Call.Attach(root.slot, path, member.value());
    }

    private void warnIfUnused(WrittenCall call) {
        if (!needs.anybodyNeeds(call) && !call.verb.writes() && !call.fields.has(CallKeys.ATTACH)) {
            problems.warning(
                    call.place(),
                    "nothing uses the call " + Quoted.of(call.name) + ": not the response, and no other call");
        }
    }

    private void checkTimeout(WrittenCall call) {
        Duration deadline = fields.get(AggregateKeys.DEADLINE);
        Written<Duration> timeout = call.fields.written(CallKeys.TIMEOUT);
        if (timeout == null && call.service != null) {
            timeout = call.service.fields().written(ServiceKeys.TIMEOUT);
        }
        // A service's timeout serves many aggregates; one of them is enough to say it.
        if (timeout != null && timeout.value().compareTo(deadline) > 0 && !problems.warnedAt(timeout.place())) {
            problems.warning(
                    timeout.place(),
                    timeout.at() + ": " + timeout.value().toMillis() + "ms is longer than the deadline of "
                            + Quoted.of(fields.at().key().text()) + " (" + deadline.toMillis()
                            + "ms), so it never comes");
        }
    }
}
