package tributary.stubs;

import java.util.function.Function;

/**
 * One thing a stub service can be asked.
 *
 * @param method {@code GET}, {@code POST}, …
 * @param path a template as WireMock reads it: {@code /products/{id}}
 */
record Route(String method, String path, Function<Asked, Reply> answer) {
    static Route get(String path, Function<Asked, Reply> answer) {
        return new Route("GET", path, answer);
    }

    static Route post(String path, Function<Asked, Reply> answer) {
        return new Route("POST", path, answer);
    }

    static Route delete(String path, Function<Asked, Reply> answer) {
        return new Route("DELETE", path, answer);
    }

    /** A route that answers the row whose key stands in the path, or 404 saying that there is no such {@code what}. */
    static Route row(String what, String path, Table table) {
        return get(path, asked -> {
            var row = table.find(asked.path("id"));
            return row == null ? Reply.missing(what + " " + asked.path("id")) : Reply.json(200, row);
        });
    }
}
