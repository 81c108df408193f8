package tributary.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tributary.downstream.Bytes;
import tributary.downstream.Downstream;
import tributary.downstream.WireRequest;
import tributary.downstream.WireRequest.Field;
import tributary.downstream.WireRequest.Payload;
import tributary.json.JsonOutput;
import tributary.json.JsonString;
import tributary.observe.TraceContext;
import tributary.plan.Aggregate;
import tributary.plan.Call;
import tributary.plan.HeaderTemplate;
import tributary.plan.UnresolvedException;
import tributary.plan.ValueTemplate;

/** Makes what is sent for a call from its templates. Pure. */
final class RequestBuilder {
    private static final String LANGUAGE = "accept-language";
    private static final String TRACESTATE = "tracestate";
    private static final String BAGGAGE = "baggage";

    private RequestBuilder() {}

    /** What crosses to every service without being named: the client's language, and the trace it is part of. */
    static List<Field> passedOn(Request request) {
        TraceContext trace = request.trace().context();
        List<Field> fields = new ArrayList<>(4);
        if (request.header().get(LANGUAGE) instanceof JsonString value && Fields.sendable(value.text())) {
            fields.add(new Field(LANGUAGE, value.text()));
        }
        // Where spans are made, each attempt puts its own here.
        fields.add(new Field(Downstream.TRACEPARENT, trace.traceparent(0)));
        if (!trace.state().isEmpty()) {
            fields.add(new Field(TRACESTATE, trace.state()));
        }
        if (!trace.baggage().isEmpty()) {
            fields.add(new Field(BAGGAGE, trace.baggage()));
        }
        return List.copyOf(fields);
    }

    /** @param passedOn see {@link #passedOn(Request)} */
    static WireRequest build(
            Prepared prepared, Call call, Request request, List<Field> passedOn, RequestDocument document)
            throws UnresolvedException {
        String target = prepared.target(call, document);
        return new WireRequest(
                call.verb().name(),
                target,
                headers(call, request, passedOn, document),
                payload(prepared.aggregate(), call, request, document));
    }

    /** Later ones win: what always crosses, what is forwarded by name, what the service sets, what the call sets. */
    private static List<Field> headers(Call call, Request request, List<Field> passedOn, RequestDocument document)
            throws UnresolvedException {
        if (call.service().forward().isEmpty()
                && call.service().set().isEmpty()
                && call.headers().isEmpty()) {
            return passedOn;
        }
        Map<String, String> headers = new LinkedHashMap<>();
        passedOn.forEach(field -> headers.put(field.name(), field.value()));
        call.service().forward().forEach(name -> forward(name, request, headers));
        set(call.service().set(), document, headers);
        set(call.headers(), document, headers);
        return fields(headers);
    }

    private static List<Field> fields(Map<String, String> headers) {
        if (headers.isEmpty()) {
            return List.of();
        }
        List<Field> fields = new ArrayList<>(headers.size());
        headers.forEach((name, value) -> fields.add(new Field(name, value)));
        return List.copyOf(fields);
    }

    private static void forward(String name, Request request, Map<String, String> headers) {
        if (request.header().get(name) instanceof JsonString value && Fields.sendable(value.text())) {
            headers.put(name, value.text());
        }
    }

    private static void set(List<HeaderTemplate> templates, RequestDocument document, Map<String, String> headers)
            throws UnresolvedException {
        for (HeaderTemplate template : templates) {
            String value = template.value().render(document);
            if (value == null) {
                headers.remove(template.name());
            } else if (Fields.sendable(value)) {
                headers.put(template.name(), value);
            } else {
                throw new UnresolvedException(
                        "the value of header '" + template.name() + "' holds characters that no header may", false);
            }
        }
    }

    private static @Nullable Payload payload(Aggregate aggregate, Call call, Request request, RequestDocument document)
            throws UnresolvedException {
        ValueTemplate body = call.body();
        if (body != null) {
            JsonOutput out = new JsonOutput();
            body.evaluate(document).writeTo(out);
            return new Payload(Bytes.of(out.toByteArray()), "application/json");
        }
        return call.verb().writes() && aggregate.method().writes() ? request.payload() : null;
    }

    /** What may stand in a header's value. */
    private static final class Fields {
        /** Visible ASCII, blanks and tabs, no blank at the ends: what every recipient reads alike (RFC 9110, 5.5). */
        static boolean sendable(String value) {
            return value.chars().allMatch(c -> (c >= ' ' && c < 127) || c == '\t')
                    && value.strip().length() == value.length();
        }
    }
}
