package tributary.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tributary.json.JsonObject;
import tributary.plan.Aggregate.Response;

/** Reads what an aggregate's answers become, and finds what would clash in a flat one. */
final class ResponseReader {
    private final Fields fields;
    private final Problems problems;
    private final Templates templates;

    ResponseReader(Fields fields, Problems problems) {
        this.fields = fields;
        this.problems = problems;
        this.templates = new Templates(problems);
    }

    /** Those that it has read, and so what they use. */
    Templates templates() {
        return templates;
    }

    Response read(Iterable<WrittenCall> calls) {
        Node node = fields.orNull(AggregateKeys.RESPONSE);
        boolean flatResponse = node instanceof Node.Mapping mapping
                && mapping.entries().size() == 1
                && mapping.entry("merge")
                        instanceof
                        Node.Entry(Node.Scalar _, Node.Scalar(var _, String text, var _, var _, var _, var _))
                && text.equals("flat");
        if (node != null && fields.has(AggregateKeys.MERGE)) {
            problems.error(
                    fields.place(AggregateKeys.MERGE),
                    "'merge' and 'response' exclude each other; 'response' alone says what the answer is");
        }
        if (flatResponse || (node == null && fields.get(AggregateKeys.MERGE).equals("flat"))) {
            checkFlat(calls);
            return new Response.Flat();
        }
        if (node == null) {
            return new Response.ByName();
        }
        if (node instanceof Node.Scalar scalar && scalar.source().isEmpty() && scalar.plain()) {
            problems.error(
                    fields.place(AggregateKeys.RESPONSE),
                    "response: expected a template, found nothing; without the key, the answer holds each call's value under"
                            + " its name");
        }
        return new Response.Shaped(templates.value("response", node));
    }

    private void checkFlat(Iterable<WrittenCall> calls) {
        Map<String, WrittenCall> owners = new HashMap<>();
        for (WrittenCall call : calls) {
            if (call.fields.has(CallKeys.FOR_EACH) && !call.fields.has(CallKeys.ATTACH)) {
                problems.error(
                        call.fields.place(CallKeys.FOR_EACH),
                        "the value of " + Quoted.of(call.name)
                                + " is an array, which 'merge: flat' cannot unite; give it an"
                                + " 'attach', or write a 'response'");
            }
            List<String> names =
                    call.fallback instanceof JsonObject object ? new ArrayList<>(object.names()) : List.of();
            for (String name : names) {
                WrittenCall other = owners.putIfAbsent(name, call);
                if (other != null) {
                    problems.error(
                            call.fields.place(CallKeys.DEFAULT),
                            "'merge: flat' cannot unite " + Quoted.of(other.name) + " and " + Quoted.of(call.name)
                                    + ": both have a member " + Quoted.of(name));
                }
            }
        }
    }
}
