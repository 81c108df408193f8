package tributary.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tributary.plan.Route;
import tributary.plan.Verb;

/** Looks up the names that the expressions of one aggregate use. */
final class Names {
    /** What is no call's name, because it means something in every expression. */
    static final Set<String> RESERVED = Set.of("path", "query", "header", "cookie", "claims", "body", "item", "items");

    private static final List<String> ALWAYS = List.of("path", "query", "header", "cookie", "body");

    private final RouteReader.@Nullable Endpoint endpoint;
    private final Map<String, WrittenCall> calls;
    private final Problems problems;
    private boolean complete = true;

    Names(RouteReader.@Nullable Endpoint endpoint, Map<String, WrittenCall> calls, Problems problems) {
        this.endpoint = endpoint;
        this.calls = calls;
        this.problems = problems;
    }

    /** Whether every name was one that is there. */
    boolean complete() {
        return complete;
    }

    /** The calls that {@code use} needs. {@code user} is the call whose expression it is, null for the response. */
    List<WrittenCall> calls(Use use, @Nullable WrittenCall user) {
        if (user != null && use.expression().readsWhole()) {
            problems.error(
                    use.place("@"),
                    use.key() + ": {" + shown(use)
                            + "} reads everything there is, so nobody can tell what it waits for; name what"
                            + " it needs, such as path.id or a call's name");
        }
        List<WrittenCall> needed = new ArrayList<>();
        for (String name : use.expression().names()) {
            WrittenCall call = calls.get(name);
            if (use.emits() && name.equals(EmitReader.REQUEST)) {
                checkRequest(use);
                continue;
            }
            if (call != null) {
                needed.add(call);
            } else if (!RESERVED.contains(name)) {
                complete = false;
                problems.error(use.place(name), unknown(use, name, user));
            } else {
                checkRoot(use, name, user);
            }
        }
        return needed;
    }

    private String unknown(Use use, String name, @Nullable WrittenCall user) {
        if (use.scalar().substituted()) {
            return use.key() + ": uses a name that no call has";
        }
        List<String> known = new ArrayList<>(calls.keySet());
        known.addAll(ALWAYS);
        if (itemAllowed(use, user)) {
            known.add("item");
        }
        if (use.emits()) {
            known.add(EmitReader.REQUEST);
        }
        return use.key() + ": no call is named " + Quoted.of(name) + Suggestion.of(name, known);
    }

    private void checkRoot(Use use, String name, @Nullable WrittenCall user) {
        switch (name) {
            case "path" -> checkPath(use);
            case "header" -> checkHeader(use);
            case "claims" ->
                problems.error(
                        use.place(name),
                        use.key()
                                + ": 'claims' are there only with 'auth.jwt', which is not supported by this version yet");
            case "items" ->
                problems.error(
                        use.place(name),
                        use.key() + ": 'items' is there only with 'batch', which is not supported by this version yet");
            case "item" -> {
                if (!itemAllowed(use, user)) {
                    problems.error(
                            use.place(name),
                            use.key()
                                    + ": 'item' is there only in the path, headers and body of a call with 'for-each'");
                }
            }
            case "body" -> {
                if (endpoint != null && endpoint.method() == Verb.GET) {
                    problems.warning(
                            use.place(name), use.key() + ": a GET request has no body, so 'body' is always null");
                }
            }
            default -> {}
        }
    }

    private static boolean itemAllowed(Use use, @Nullable WrittenCall user) {
        return user != null
                && user.fields.has(CallKeys.FOR_EACH)
                && !use.key().equals("when")
                && !use.key().equals("for-each");
    }

    private void checkPath(Use use) {
        if (endpoint == null) {
            return;
        }
        Route route = endpoint.route();
        for (String member : use.expression().members("path")) {
            if (!route.parameters().contains(member)) {
                problems.error(
                        use.place("path"),
                        use.key() + ": the path " + Quoted.of(route.toString()) + " has no parameter "
                                + (use.scalar().substituted()
                                        ? "like that"
                                        : Quoted.of(member) + Suggestion.of(member, route.parameters())));
            }
        }
    }

    private void checkRequest(Use use) {
        for (String member : use.expression().members(EmitReader.REQUEST)) {
            if (!EmitReader.MEMBERS.contains(member)) {
                problems.error(
                        use.place(EmitReader.REQUEST),
                        use.key() + ": 'request' has no member "
                                + (use.scalar().substituted() ? "like that" : Quoted.of(member) + near(member)));
            }
        }
    }

    private static String near(String member) {
        String near = Suggestion.of(member, EmitReader.MEMBERS);
        return near.isEmpty() ? "; it has " + String.join(", ", EmitReader.MEMBERS) : near;
    }

    private void checkHeader(Use use) {
        for (String member : use.expression().members("header")) {
            String lower = member.toLowerCase(Locale.ROOT);
            if (!member.equals(lower)) {
                problems.error(
                        use.place("header"),
                        use.key() + ": header names are in lower case here; write header.\"" + lower + "\"");
            }
        }
    }

    private static String shown(Use use) {
        return use.scalar().substituted() ? "…" : Quoted.cut(use.expression().toString(), 60);
    }
}
