package tributary.spans;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * Who made the spans: the service's name, version and instance, which {@code OTEL_RESOURCE_ATTRIBUTES} may add to and replace, and {@code
 * OTEL_SERVICE_NAME} has the last word on the name. A list of attributes with a mistake in it is ignored as a whole. Immutable.
 *
 * <p>Source: OpenTelemetry, Resource SDK, "Specifying resource information via an environment variable".
 */
record Resource(Map<String, String> attributes) {
    private static final int ATTRIBUTES = 1;
    private static final String NAME = "service.name";

    static Resource of(String version, Map<String, String> environment) {
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put(NAME, "tributary");
        attributes.put("service.version", version);
        attributes.put("service.instance.id", UUID.randomUUID().toString());
        attributes.putAll(listed(environment.getOrDefault("OTEL_RESOURCE_ATTRIBUTES", "")));
        String name = environment.getOrDefault("OTEL_SERVICE_NAME", "");
        if (!name.isBlank()) {
            attributes.put(NAME, name.strip());
        }
        return new Resource(attributes);
    }

    /** {@code key=value,key=value}, both percent-encoded where they need it. */
    private static Map<String, String> listed(String text) {
        Map<String, String> attributes = new LinkedHashMap<>();
        for (String pair : text.split(",", -1)) {
            int equals = pair.indexOf('=');
            if (pair.isBlank()) {
                continue;
            }
            try {
                attributes.put(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
            } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
                return Map.of();
            }
        }
        return attributes;
    }

    private static String decoded(String text) {
        // A plus is a plus here: this is not a form.
        return URLDecoder.decode(text.strip().replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    Message message() {
        Message resource = new Message();
        Attributes each = new Attributes(resource, ATTRIBUTES);
        attributes.forEach(each::text);
        return resource;
    }
}
