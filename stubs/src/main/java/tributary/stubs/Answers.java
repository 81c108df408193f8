package tributary.stubs;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/** Right answers, and the pieces wrong ones are made of. */
final class Answers {
    static final String OK = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
    static final String BODY = "{\"ok\":true}";

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Answers() {}

    /** A whole answer with {@link #BODY} that keeps the connection. */
    static After ok(FaultRequest request, FaultPeer peer) throws IOException {
        return body(request, peer, "Content-Type: application/json\r\n", BODY.getBytes(StandardCharsets.UTF_8));
    }

    /** The text of the parameter {@code text} as a JSON answer. */
    static After given(FaultRequest request, FaultPeer peer) throws IOException {
        return json(request, peer, request.query("text", BODY));
    }

    static After json(FaultRequest request, FaultPeer peer, String text) throws IOException {
        return body(request, peer, "Content-Type: application/json\r\n", text.getBytes(StandardCharsets.UTF_8));
    }

    /** A 200 with these header lines and this body, its length declared. */
    static After body(FaultRequest request, FaultPeer peer, String headers, byte[] body) throws IOException {
        return answer(request, peer, "200 OK", headers, body);
    }

    static After answer(FaultRequest request, FaultPeer peer, String status, String headers, byte[] body)
            throws IOException {
        peer.text("HTTP/1.1 " + status + "\r\n" + headers + "Content-Length: " + body.length + "\r\n\r\n");
        if (!request.method().equals("HEAD")) {
            peer.bytes(body);
        }
        return After.KEEP;
    }

    /** What was asked, as a JSON object: method, target, headers, body. */
    static After echo(FaultRequest request, FaultPeer peer) throws IOException {
        var echo = MAPPER.createObjectNode().put("method", request.method()).put("target", request.target());
        var headers = echo.putObject("headers");
        request.headers().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(header -> headers.put(header.getKey(), header.getValue()));
        echo.put("body", request.body());
        return body(request, peer, "Content-Type: application/json\r\n", MAPPER.writeValueAsBytes(echo));
    }

    /** The status of the parameter {@code code}; an error is a problem document. */
    static After status(FaultRequest request, FaultPeer peer) throws IOException {
        int code = request.number("code", 500);
        var headers = "Content-Type: application/json\r\n"
                + (code == 429 || code == 503 ? "Retry-After: " + request.number("retry-after", 7) + "\r\n" : "");
        if (code == 204 || code == 304) {
            peer.text("HTTP/1.1 " + code + " Nothing\r\n\r\n");
            return After.KEEP;
        }
        var body = code < 400 ? BODY : "{\"title\":\"secret of the service\",\"status\":" + code + "}";
        return answer(request, peer, code + " Status", headers, body.getBytes(StandardCharsets.UTF_8));
    }

    /** Answers after {@code ms}. */
    static After slow(FaultRequest request, FaultPeer peer) throws IOException, InterruptedException {
        return peer.waited(Duration.ofMillis(request.number("ms", 1000))) ? ok(request, peer) : After.CLOSE;
    }

    /** The head at once, the body after {@code ms}. */
    static After slowBody(FaultRequest request, FaultPeer peer) throws IOException, InterruptedException {
        peer.text(OK + "Content-Length: " + BODY.length() + "\r\n\r\n");
        if (!peer.waited(Duration.ofMillis(request.number("ms", 1000)))) {
            return After.CLOSE;
        }
        peer.text(BODY);
        return After.KEEP;
    }

    /** A right answer, then FIN: the client's next use of the connection finds it stale. */
    static After closeIdle(FaultRequest request, FaultPeer peer) throws IOException {
        ok(request, peer);
        return After.CLOSE;
    }

    /** All faults, for people: 200 at the root, 404 elsewhere. */
    static After list(FaultRequest request, FaultPeer peer) throws IOException {
        var text = new StringBuilder();
        for (var fault : Fault.values()) {
            text.append("%-20s %s%n".formatted(fault.path(), fault.what()));
        }
        return answer(
                request,
                peer,
                request.path().equals("/") ? "200 OK" : "404 Not Found",
                "Content-Type: text/plain\r\n",
                text.toString().getBytes(StandardCharsets.UTF_8));
    }
}
