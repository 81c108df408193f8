package tributary.edge;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerRequestHeaders;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tributary.downstream.WireRequest.Payload;
import tributary.edge.RequestReader.Refused;
import tributary.edge.client.Caller;
import tributary.jobs.JobRecord.Repeat;

/**
 * By which a client says that a request is the same as one before: a structured field's string of at most 255 characters.
 *
 * <p>Source: draft-ietf-httpapi-idempotency-key-header-07; RFC 9651, 3.3.3.
 */
final class IdempotencyKey {
    private static final HeaderName NAME = HeaderNames.create("Idempotency-Key");
    private static final Pattern STRING = Pattern.compile("\"((?:[ !#-\\[\\]-~]|\\\\[\"\\\\]){1,255})\"");

    private IdempotencyKey() {}

    /**
     * What the request is known by; null where there is no key. Callers are told apart by their key's owner, those without
     * one by their address, so that nobody meets another's job by a key that both have thought of.
     */
    static @Nullable Repeat read(
            ServerRequestHeaders headers, Caller caller, String method, String target, @Nullable Payload body)
            throws Refused {
        if (!headers.contains(NAME)) {
            return null;
        }
        Matcher key =
                STRING.matcher(String.join(",", headers.get(NAME).allValues()).strip());
        if (!key.matches()) {
            throw new Refused(Problem.badRequest(
                    "Idempotency-Key is a text of 1 to 255 characters in quotes, such as \"8e03978e-40d5-43dd\""));
        }
        String who = caller.owner().isEmpty() ? "at " + caller.address().holder() : "owner " + caller.owner();
        MessageDigest request = digest();
        part(request, method);
        part(request, target);
        if (body != null) {
            part(request, body.contentType());
            request.update(
                    body.bytes().array(), body.bytes().offset(), body.bytes().length());
        }
        MessageDigest name = digest();
        part(name, who);
        part(name, key.group(1));
        return new Repeat(text(name), text(request));
    }

    /** Its length goes first, so that no two lists of parts are one text. */
    private static void part(MessageDigest digest, String part) {
        digest.update((part.length() + ":" + part).getBytes(StandardCharsets.UTF_8));
    }

    private static String text(MessageDigest digest) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(digest.digest());
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has it", e);
        }
    }
}
