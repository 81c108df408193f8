package tributary.perf.soak;

import static tributary.perf.soak.Check.problem;

import java.io.IOException;
import java.util.List;
import tributary.perf.soak.Deed.Outcome;

/** Requests that are wrong: some end their connection, the others leave it as it was. */
final class BadManners {
    private record Wrong(String head, int status) {}

    private static final List<Wrong> MALFORMED = List.of(
            new Wrong("GET /three/ID\r\nHost: x\r\n\r\n", 400),
            new Wrong("GET /three/ID HTTP/1.1\r\n\r\n", 400),
            new Wrong("GET  /three/ID HTTP/1.1\r\nHost: x\r\n\r\n", 400),
            new Wrong("GET /three/ID HTTP/1.1\r\nHost: a b\r\n\r\n", 400),
            new Wrong("GET /three/ID HTTP/1.1\r\nHost: x\r\n A: b\r\n\r\n", 400),
            new Wrong("GET /three/ID HTTP/1.1\nHost: x\n\n", 400),
            new Wrong("GET /three/ID HTTP/1.0\r\nHost: x\r\n\r\n", 505),
            new Wrong("GET /" + "a".repeat(8200) + " HTTP/1.1\r\nHost: x\r\n\r\n", 414),
            new Wrong("GET /three/ID HTTP/1.1\r\nHost: x\r\nA: " + "b".repeat(17_000) + "\r\n\r\n", 431),
            new Wrong("POST /write/ID HTTP/1.1\r\nHost: x\r\nContent-Length: +2\r\n\r\n{}", 400),
            new Wrong("POST /write/ID HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}", 400),
            new Wrong(
                    "POST /write/ID HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}",
                    400),
            new Wrong("POST /write/ID HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400),
            new Wrong("POST /write/ID HTTP/1.1\r\nHost: x\r\nContent-Length: 20000000\r\n\r\n{", 413));

    private BadManners() {}

    /** It is answered, and that is the connection's end. */
    static Outcome malformed(Visitor visitor) throws IOException, Mismatch {
        Wrong wrong = MALFORMED.get(visitor.random().nextInt(MALFORMED.size()));
        try (Connection connection = visitor.connect()) {
            connection.write(wrong.head().replace("ID", visitor.id()));
            Answer answer = connection.read();
            String expected = wrong.status() + " and an end for " + wrong.head();
            boolean right = answer.status() == wrong.status() && answer.isLast() && connection.readToEnd() == 0;
            return Check.right(right, Outcome.PROBLEM, expected, answer);
        }
    }

    /** Well-formed, but not to be served. */
    static Outcome unfit(Visitor visitor) throws IOException, Mismatch {
        String id = visitor.id();
        return switch (visitor.random().nextInt(7)) {
            case 0 -> problem(404, "not-found", visitor.ask(visitor.get("/nowhere/" + id)));
            case 1 -> problem(405, "method-not-allowed", visitor.ask(visitor.request("PATCH", "/three/" + id, "")));
            case 2 -> problem(406, "not-acceptable", visitor.ask(visitor.get("/three/" + id, "Accept: text/csv")));
            case 3 ->
                problem(400, "bad-request", visitor.ask(visitor.request("POST", "/write/" + id, "{\"a\":" + id + "]")));
            case 4 -> problem(400, "bad-request", visitor.ask(visitor.get("/three/%ff" + id)));
            case 5 -> problem(400, "bad-request", visitor.ask(visitor.get("/three/%zz" + id)));
            default ->
                problem(
                        400,
                        "bad-request",
                        visitor.ask(visitor.get("/three/" + id, "X-Envoy-Expected-Rq-Timeout-Ms: soon")));
        };
    }
}
