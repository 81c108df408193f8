package tributary.stubs;

import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import org.jspecify.annotations.Nullable;

/** The request a route answers: its path parameters, its query and its body. */
record Asked(LoggedRequest request) {
    /** Returns the value of a path parameter, empty where the route's template does not name it. */
    String path(String name) {
        return request.getPathParameters().getOrDefault(name, "");
    }

    /** Returns the first value of a query parameter, null where there is none. */
    @Nullable
    String query(String name) {
        var parameter = request.queryParameter(name);
        return parameter.isPresent() ? parameter.firstValue() : null;
    }

    /** Returns a query parameter that is a whole number from 0 up, or {@code otherwise} where it is absent or none. */
    int number(String name, int otherwise) {
        var text = query(name);
        return text != null && text.matches("\\d{1,9}") ? Integer.parseInt(text) : otherwise;
    }

    String body() {
        return request.getBodyAsString();
    }
}
