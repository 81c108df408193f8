package tributary.edge;

import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.ErrorHandler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tributary.json.JsonOutput;
import tributary.observe.Observers;
import tributary.observe.RequestRecord;

/**
 * Answers what never reached a handler, or came out of one as an exception: as problem documents that hold nothing of the
 * exception. Without it the server would answer with the exception's message.
 */
public final class LastResort implements DirectHandler, ErrorHandler<Throwable> {
    private static final System.Logger LOG = System.getLogger("tributary.edge");

    private final Observers observers;

    /** One that tells nobody. */
    public LastResort() {
        this(Observers.NONE);
    }

    /** @param observers are told of what is answered here */
    public LastResort(Observers observers) {
        this.observers = observers;
    }

    /** For all kinds of events. */
    public DirectHandlers handlers() {
        DirectHandlers.Builder builder = DirectHandlers.builder();
        for (EventType type : EventType.values()) {
            builder.addHandler(type, this);
        }
        return builder.build();
    }

    @Override
    public TransportResponse handle(
            TransportRequest request,
            EventType type,
            Status defaultStatus,
            ServerResponseHeaders headers,
            Throwable thrown,
            System.Logger logger) {
        if (type == EventType.INTERNAL_ERROR) {
            LOG.log(Level.ERROR, "a request failed before its handler", thrown);
        }
        return response(request, type, defaultStatus, headers, explained(defaultStatus.code(), thrown));
    }

    @Override
    public TransportResponse handle(
            TransportRequest request,
            EventType type,
            Status defaultStatus,
            ServerResponseHeaders headers,
            String message) {
        return response(request, type, defaultStatus, headers, "");
    }

    private TransportResponse response(
            TransportRequest request, EventType type, Status status, ServerResponseHeaders headers, String detail) {
        String id = RequestId.of(null);
        JsonOutput out = new JsonOutput();
        Problem problem = Problem.ofStatus(status.code(), detail);
        observers.refused(RequestRecord.refused(
                id,
                "",
                request.method(),
                withoutQuery(request.path()),
                request.protocolVersion(),
                problem.status(),
                problem.reason()));
        problem.json(id, List.of()).writeTo(out);
        headers.set(HeaderNames.CONTENT_TYPE, "application/problem+json");
        headers.set(HeaderNames.create("X-Request-Id"), id);
        headers.set(HeaderNames.CACHE_CONTROL, "no-store");
        return TransportResponse.builder()
                .status(Status.create(problem.status()))
                .headers(headers)
                .keepAlive(type.keepAlive() && problem.status() < 400)
                .entity(out.toByteArray())
                .build();
    }

    private static String withoutQuery(String target) {
        int end = target.indexOf('?');
        return AggregateHandler.path(end < 0 ? target : target.substring(0, end));
    }

    /** The server's own words about the request's form are worth showing; those about anything else are not. */
    private static String explained(int status, Throwable thrown) {
        String message = thrown.getMessage();
        if (message == null || status < 400 || status >= 500) {
            return "";
        }
        return new String(message.getBytes(StandardCharsets.US_ASCII), StandardCharsets.US_ASCII);
    }

    @Override
    public void handle(ServerRequest request, ServerResponse response, Throwable thrown) {
        String id = RequestId.of(null);
        LOG.log(Level.ERROR, "request " + id + " failed", thrown);
        if (response.isSent()) {
            throw new CloseConnectionException("an answer that broke off cannot be mended", thrown);
        }
        HttpAnswer answer = AggregateHandler.closing(HttpAnswer.of(Problem.internal(), id), request);
        observers.refused(RequestRecord.refused(
                id,
                RequestRecord.address(request.remotePeer().address()),
                request.prologue().method().text(),
                AggregateHandler.path(request.prologue().uriPath().rawPath()),
                request.prologue().protocolVersion(),
                answer.status(),
                answer.outcome()));
        AggregateHandler.write(answer, id, false, response);
    }
}
