package tributary.perf.soak;

import java.io.IOException;
import java.util.SplittableRandom;
import tributary.perf.soak.Deed.Outcome;

/** Clients that leave before they are answered: with FIN or RST, at any moment of their request. */
final class Departures {
    private Departures() {}

    /** While the request's calls run. */
    static Outcome waiting(Visitor visitor) throws IOException, InterruptedException {
        try (Connection connection = visitor.connect()) {
            connection.write(request(visitor));
            return leave(connection, visitor.random());
        }
    }

    private static String request(Visitor visitor) {
        String id = visitor.id();
        return switch (visitor.random().nextInt(8)) {
            case 0 -> visitor.get("/three/" + id);
            case 1 -> visitor.get("/each/" + id);
            case 2 -> visitor.get("/narrow/" + id);
            case 3 -> visitor.get("/wait/300/" + id);
            case 4 -> visitor.get("/required/never/" + id);
            case 5 -> visitor.get("/optional/drip/" + id + "?every=10");
            case 6 -> visitor.get("/event/" + EventDeeds.GONE + "/" + id + "/" + id);
            default -> visitor.request("POST", "/faulty-write/never/" + id, "{\"id\":" + id + "}");
        };
    }

    /** In the middle of its head. */
    static Outcome inHead(Visitor visitor) throws IOException, InterruptedException {
        String head = visitor.get("/three/" + visitor.id());
        try (Connection connection = visitor.connect()) {
            connection.write(head.substring(0, visitor.random().nextInt(head.length() - 1)));
            return leave(connection, visitor.random());
        }
    }

    /** In the middle of its body, declared or in chunks. */
    static Outcome inBody(Visitor visitor) throws IOException, InterruptedException {
        String path = "/write/" + visitor.id();
        String whole = visitor.request("POST", path, "{\"text\":\"" + "z".repeat(3000) + "\"}");
        String chunked =
                visitor.request("POST", path, "", "Content-Type: application/json", "Transfer-Encoding: chunked")
                        + "5\r\n{\"tex\r\n800\r\n";
        try (Connection connection = visitor.connect()) {
            connection.write(
                    visitor.random().nextBoolean()
                            ? whole.substring(
                                    0, whole.length() - 1 - visitor.random().nextInt(3000))
                            : chunked);
            return leave(connection, visitor.random());
        }
    }

    /** In the middle of the answer. */
    static Outcome inAnswer(Visitor visitor) throws IOException, InterruptedException {
        try (Connection connection = visitor.connect()) {
            connection.write(visitor.get("/large/" + visitor.id()));
            connection.readSome(1 + visitor.random().nextInt(2000));
            return leave(connection, visitor.random());
        }
    }

    static Outcome leave(Connection connection, SplittableRandom random) throws IOException, InterruptedException {
        Thread.sleep(random.nextInt(12));
        if (random.nextBoolean()) {
            connection.reset();
        }
        return Outcome.LEFT;
    }
}
