package tributary.perf.soak;

import static tributary.perf.soak.Check.problem;
import static tributary.perf.soak.Check.whole;

import java.io.IOException;
import tributary.perf.soak.Deed.Outcome;

/** What well-behaved clients ask, and what they must hear: each answer belongs to its very request. */
final class GoodDeeds {
    private GoodDeeds() {}

    static Outcome three(Visitor visitor) throws IOException, Mismatch {
        return whole(200, three(visitor.id()), visitor.ask(visitor.get("/three/" + visitor.id())));
    }

    static String three(String id) {
        return "{\"one\":" + Documents.item(id) + ",\"two\":" + Documents.stock(id) + ",\"three\":" + Documents.item(id)
                + "}";
    }

    static Outcome chain(Visitor visitor) throws IOException, Mismatch {
        String id = visitor.id();
        String expected = "{\"one\":" + Documents.item(id) + ",\"two\":" + Documents.stock(id) + ",\"three\":"
                + Documents.stock(id) + "}";
        return whole(200, expected, visitor.ask(visitor.get("/chain/" + id)));
    }

    static Outcome each(Visitor visitor) throws IOException, Mismatch {
        String expected = each(visitor.id());
        return whole(200, expected, visitor.ask(visitor.get("/each/" + visitor.id())));
    }

    static String each(String id) {
        return "{\"list\":" + Documents.stockedList(id) + "}";
    }

    static Outcome large(Visitor visitor) throws IOException, Mismatch {
        String expected = "{\"large\":" + Documents.large(visitor.id()) + "}";
        return whole(200, expected, visitor.ask(visitor.get("/large/" + visitor.id())));
    }

    static Outcome write(Visitor visitor) throws IOException, Mismatch {
        String id = visitor.id();
        String body =
                "{\"from\":" + id + ",\"text\":\"" + "z".repeat(visitor.random().nextInt(2000)) + "\"}";
        String saved = "{\"saved\":" + Documents.written(id, body);
        if (visitor.random().nextBoolean()) {
            return whole(201, saved + "}", visitor.ask(visitor.request("POST", "/write/" + id, body)));
        }
        return whole(
                201,
                saved + ",\"read\":" + Documents.item(id) + "}",
                visitor.ask(visitor.request("PUT", "/write-and-read/" + id, body)));
    }

    /** One request, one connection. */
    static Outcome once(Visitor visitor) throws IOException, Mismatch {
        try (Connection connection = visitor.connect()) {
            connection.write(visitor.get("/three/" + visitor.id(), "Connection: close"));
            Answer answer = visitor.mine(connection.read());
            if (!answer.isLast() || connection.readToEnd() > 0) {
                throw new Mismatch("a connection that is closed", answer);
            }
            return whole(200, three(visitor.id()), answer);
        }
    }

    /** Two requests at once: two answers, in the order of the requests. */
    static Outcome pipelined(Visitor visitor) throws IOException, Mismatch {
        String id = visitor.id();
        try (Connection connection = visitor.connect()) {
            connection.write(visitor.get("/three/" + id) + visitor.get("/narrow-is-not-this/" + id));
            Answer first = visitor.mine(connection.read());
            whole(200, three(id), first);
            if (first.isLast()) {
                return Outcome.WHOLE;
            }
            return problem(404, "not-found", visitor.mine(connection.read()));
        }
    }

    static Outcome head(Visitor visitor) throws IOException, Mismatch {
        Connection connection = visitor.connection();
        connection.write(visitor.request("HEAD", "/three/" + visitor.id(), ""));
        Answer answer = visitor.after(visitor.mine(connection.readHead()));
        int length = three(visitor.id()).length();
        boolean right =
                answer.status() == 200 && answer.header("content-length").equals("" + length);
        return Check.right(right, Outcome.WHOLE, "200 with the length " + length, answer);
    }

    /** Few have a place with this service at a time, few may wait for one, and the others are told so. */
    static Outcome narrow(Visitor visitor) throws IOException, Mismatch {
        Answer answer = visitor.ask(visitor.get("/narrow/" + visitor.id()));
        return answer.status() == 503
                ? problem(503, "bulkhead-full", answer)
                : whole(200, "{\"value\":" + Documents.item(visitor.id()) + "}", answer);
    }

    /** The client has much less time than the service takes: even a machine that pauses gives up first. */
    static Outcome hurried(Visitor visitor) throws IOException, Mismatch {
        int millis = 1 + visitor.random().nextInt(20);
        String request = visitor.get("/wait/3000/" + visitor.id(), "X-Envoy-Expected-Rq-Timeout-Ms: " + millis);
        return tooLate(visitor.ask(request));
    }

    static Outcome hang(Visitor visitor) throws IOException, Mismatch {
        return tooLate(visitor.ask(visitor.get("/hang/" + visitor.id())));
    }

    /** Many clients use up the connections to a service: then time runs out in the wait for one, which has its own name. */
    private static Outcome tooLate(Answer answer) throws Mismatch {
        return answer.status() == 503 ? problem(503, "bulkhead-full", answer) : problem(504, "timeout", answer);
    }

    static Outcome late(Visitor visitor) throws IOException, Mismatch {
        Answer answer = visitor.ask(visitor.get("/late/" + visitor.id()));
        // On a machine that is busy enough, what is required may be late too.
        return Check.isProblem(504, "timeout", answer) || Check.isProblem(503, "bulkhead-full", answer)
                ? Outcome.PROBLEM
                : Check.partial("{\"own\":" + Documents.item(visitor.id()) + ",\"value\":null", "timeout", answer);
    }
}
