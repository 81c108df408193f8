package tributary.spans;

import java.net.URI;
import java.util.List;
import java.util.Set;
import tributary.observe.AttemptTrace;
import tributary.observe.CallRecord;
import tributary.observe.CallTrace.End;
import tributary.observe.RequestRecord;
import tributary.observe.TraceContext;
import tributary.spans.SpanExport.Addresses;

/**
 * Makes an {@code ExportTraceServiceRequest} of recorded requests: a span for each, below it one for each call that began, and below
 * that one for each attempt. Attributes are those of the HTTP conventions, and {@code tributary.*} for what these do not know. Immutable.
 *
 * <p>Sources: opentelemetry-proto 1 ({@code trace/v1/trace.proto}, whose field numbers never change); OpenTelemetry semantic conventions for
 * HTTP spans.
 */
final class Spans {
    private static final int INTERNAL = 1;
    private static final int SERVER = 2;
    private static final int CLIENT = 3;
    private static final int CONSUMER = 5;
    private static final int ERROR = 2;
    private static final int SAMPLED = 1;
    private static final int REMOTENESS_KNOWN = 0x100;
    private static final int PARENT_IS_REMOTE = 0x200;
    private static final int ATTRIBUTES = 9;
    private static final String ERROR_TYPE = "error.type";
    private static final String CANCELLED = "cancelled";
    private static final String METHOD = "http.request.method";
    private static final String STATUS = "http.response.status_code";

    /** Others could be made up by clients, without end. */
    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH", "QUERY");

    private final Message resource;
    private final Message scope;
    private final String scheme;
    private final Addresses addresses;

    Spans(Resource resource, String version, String scheme, Addresses addresses) {
        this.scheme = scheme;
        this.resource = resource.message();
        this.scope = new Message().text(1, "tributary").text(2, version);
        this.addresses = addresses;
    }

    byte[] export(List<RequestRecord> requests) {
        Message spans = new Message().message(1, scope);
        for (RequestRecord request : requests) {
            add(spans, request);
        }
        return new Message()
                .message(1, new Message().message(1, resource).message(2, spans))
                .toBytes();
    }

    private void add(Message spans, RequestRecord request) {
        spans.message(2, of(request));
        for (CallRecord call : request.calls()) {
            if (!call.began()) {
                continue;
            }
            long span = TraceContext.newSpan();
            spans.message(2, of(request, call, span));
            for (AttemptTrace attempt : call.attempts()) {
                spans.message(2, of(request, call, span, attempt));
            }
        }
    }

    private Message of(RequestRecord request) {
        TraceContext trace = request.trace();
        int space = request.aggregate().indexOf(' ');
        String route = request.aggregate().substring(space + 1);
        boolean routed = space > 0;
        boolean known = METHODS.contains(request.method());
        // A client that left was not answered, whatever stands in the record.
        boolean answered =
                !request.outcome().equals("client-left") && !request.outcome().equals(CANCELLED);
        boolean client = request.via().isConnection();
        boolean failed = answered && request.status() >= 500;
        // A job's is below that of the request that asked for it, which was ours.
        Message span = span(trace, request.span(), trace.parent(), client && trace.parent() != 0);
        String method = known ? request.method() : "HTTP";
        span.text(5, routed ? method + ' ' + route : method);
        times(
                span,
                client ? SERVER : request.via().word().equals("job") ? CONSUMER : INTERNAL,
                request.epochNanos(),
                request.epochNanos(request.startNanos() + request.elapsedNanos()));
        Attributes attributes = new Attributes(span, ATTRIBUTES)
                .text(METHOD, known ? request.method() : "_OTHER")
                .text("http.request.method_original", known ? "" : request.method())
                .text("url.scheme", scheme)
                .text("url.path", request.path())
                .text("http.route", routed ? route : "")
                .count(STATUS, answered ? request.status() : 0)
                .text("network.protocol.version", version(request.protocol()))
                .number("http.request.body.size", request.requestBytes())
                .number("http.response.body.size", request.responseBytes())
                .text(ERROR_TYPE, failed ? request.outcome() : "")
                .text("tributary.outcome", request.outcome())
                .text("tributary.request_id", request.id())
                .text("tributary.client", request.client())
                .text("tributary.tier", request.tier())
                .text("tributary.via", request.via().word());
        if (!client) {
            attributes.text("tributary." + request.via().word(), request.via().name());
        }
        return ended(span, failed ? request.outcome() : "");
    }

    private static Message of(RequestRecord request, CallRecord call, long id) {
        boolean missing = call.end() == End.FAILED || call.end() == End.DEFAULTED;
        Message span = span(request.trace(), id, request.span(), false);
        span.text(5, call.name());
        times(span, INTERNAL, request.epochNanos(call.readyNanos()), request.epochNanos(call.endNanos()));
        new Attributes(span, ATTRIBUTES)
                .text("tributary.call", call.name())
                .text("tributary.service", call.service())
                .text("tributary.outcome", outcome(call.end()))
                .flag("tributary.optional", call.optional())
                .number("tributary.requests", call.requests())
                .number("tributary.attempts", call.made())
                .count("tributary.coalesced", call.shared())
                .text(ERROR_TYPE, missing ? call.reason() : "");
        return ended(span, missing ? call.reason() : "");
    }

    private Message of(RequestRecord request, CallRecord call, long parent, AttemptTrace attempt) {
        String reason = attempt.reason();
        // Whoever lost a race, or was given up, has not failed.
        boolean failed = !reason.isEmpty() && !reason.equals(CANCELLED);
        String error = failed && attempt.status() >= 400 ? Integer.toString(attempt.status()) : failed ? reason : "";
        Message span = span(request.trace(), attempt.span(), parent, false);
        span.text(5, call.method());
        times(span, CLIENT, request.epochNanos(attempt.startNanos()), request.epochNanos(attempt.endNanos()));
        Attributes attributes = new Attributes(span, ATTRIBUTES)
                .text(METHOD, call.method())
                .count(STATUS, attempt.status())
                .text(ERROR_TYPE, error)
                .count("http.request.resend_count", attempt.number() - 1L)
                .number("http.request.body.size", attempt.sentBytes())
                .number("http.response.body.size", attempt.receivedBytes())
                .text("tributary.call", call.name())
                .text("tributary.service", call.service())
                .text("tributary.outcome", reason.isEmpty() ? "answered" : reason)
                .flag("tributary.hedge", attempt.hedge());
        URI address = addresses.of(call.service(), attempt.target());
        if (address != null && address.getHost() != null) {
            boolean secure = address.getScheme().equals("https");
            attributes
                    .text("server.address", address.getHost())
                    .number("server.port", address.getPort() >= 0 ? address.getPort() : secure ? 443 : 80)
                    .text("url.scheme", address.getScheme());
        }
        return ended(span, failed ? reason : "");
    }

    private static Message span(TraceContext trace, long id, long parent, boolean remote) {
        Message span = new Message()
                .id(1, trace.high(), trace.low())
                .id(2, id)
                .text(3, trace.state())
                .fixed32(16, SAMPLED | REMOTENESS_KNOWN | (remote ? PARENT_IS_REMOTE : 0));
        return parent == 0 ? span : span.id(4, parent);
    }

    private static void times(Message span, int kind, long start, long end) {
        span.number(6, kind).fixed64(7, start).fixed64(8, end);
    }

    /** @param reason why it is an error; empty where it is none, which is told by leaving the status out */
    private static Message ended(Message span, String reason) {
        return reason.isEmpty()
                ? span
                : span.message(15, new Message().text(2, reason).number(3, ERROR));
    }

    private static String outcome(End end) {
        return switch (end) {
            case ANSWERED -> "answered";
            case SKIPPED -> "skipped";
            case DEFAULTED -> "defaulted";
            case FAILED -> "failed";
            case CANCELLED -> CANCELLED;
        };
    }

    private static String version(String protocol) {
        return protocol.endsWith(".0") && !protocol.equals("1.0") ? protocol.substring(0, 1) : protocol;
    }
}
