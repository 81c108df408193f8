package tributary.downstream;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import tributary.plan.Secret;
import tributary.plan.ServiceAuth;
import tributary.resilience.Deadline;

/** A value that does not change: what a service refuses once it will refuse again. Immutable. */
public record FixedAuthorization(Secret secret) implements Authorization {

    public static FixedAuthorization of(ServiceAuth.Bearer bearer) {
        return new FixedAuthorization(new Secret("Bearer " + bearer.token().text()));
    }

    public static FixedAuthorization of(ServiceAuth.Basic basic) {
        byte[] pair = (basic.user() + ":" + basic.password().text()).getBytes(StandardCharsets.UTF_8);
        return new FixedAuthorization(new Secret("Basic " + Base64.getEncoder().encodeToString(pair)));
    }

    @Override
    public String value(Deadline by) {
        return secret.text();
    }

    @Override
    public void refused(String value) {}

    @Override
    public @Nullable String insteadOf(String refused, Deadline by) {
        return null;
    }
}
