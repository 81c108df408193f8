package tributary.stubs;

import com.fasterxml.jackson.core.io.JsonStringEncoder;

/**
 * What a route answers: a status, a content type and a body that goes out as it stands.
 *
 * @param body empty for none
 */
record Reply(int status, String contentType, String body) {
    static Reply json(int status, String body) {
        return new Reply(status, "application/json", body);
    }

    static Reply nothing() {
        return new Reply(204, "", "");
    }

    static Reply problem(int status, String title, String detail) {
        return new Reply(
                status,
                "application/problem+json",
                "{\"type\":\"about:blank\",\"title\":" + quote(title) + ",\"status\":" + status + ",\"detail\":"
                        + quote(detail) + "}");
    }

    static Reply missing(String what) {
        return problem(404, "Not Found", "There is no " + what + ".");
    }

    private static String quote(String text) {
        return '"' + String.valueOf(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }
}
