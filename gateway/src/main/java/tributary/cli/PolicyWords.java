package tributary.cli;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import tributary.plan.BreakerSpec;
import tributary.plan.Call;
import tributary.plan.HedgeRule;
import tributary.plan.RetryRule;
import tributary.plan.RetryRule.Cause;
import tributary.plan.ServiceAuth;
import tributary.plan.ServiceSpec;

/** What is done around a call, in words: a line for each policy. */
final class PolicyWords {
    private PolicyWords() {}

    static List<String> of(Call call) {
        ServiceSpec service = call.service();
        List<String> lines = new ArrayList<>();
        if (service.urls().size() > 1) {
            lines.add("to the least busy of " + service.urls().size() + " URLs; one that keeps failing is set aside");
        }
        if (service.auth() != null) {
            lines.add("with an authorization of its own: " + auth(service.auth()));
        }
        RetryRule retry = call.attempts().retry();
        if (retry != null) {
            lines.add(retry(retry) + "; retries are at most "
                    + percent(service.extras().retryShare()) + " of what " + service.name() + " is sent; "
                    + Spans.of(call.attempts().worst()) + " at worst");
        }
        HedgeRule hedge = call.attempts().hedge();
        if (hedge != null) {
            lines.add("sent a second time "
                    + (hedge.byPercentile() ? "when 19 of 20 would have answered" : "after " + Spans.of(hedge.after()))
                    + ", the first answer counts; at most "
                    + percent(service.extras().hedgeShare()) + " of what " + service.name() + " is sent");
        }
        BreakerSpec breaker = service.breaker();
        if (breaker != null) {
            lines.add(breaker(service.name(), breaker));
        }
        if (service.maxConcurrent() > 0) {
            lines.add("at most " + service.maxConcurrent() + " calls to " + service.name() + " at once, "
                    + (service.queue() == 0 ? "none waits" : service.queue() + " wait"));
        }
        return lines;
    }

    /** Of what kind, and no secret. */
    private static String auth(ServiceAuth auth) {
        return switch (auth) {
            case ServiceAuth.Bearer _ -> "a fixed token (bearer)";
            case ServiceAuth.Basic _ -> "a user and a password (basic)";
            case ServiceAuth.OAuth2 oauth2 ->
                "a token from " + oauth2.tokenUrl().getHost() + " (oauth2), asked for in the background";
        };
    }

    private static String retry(RetryRule rule) {
        String causes = rule.on().stream().sorted().map(Cause::text).collect(Collectors.joining(", "));
        return "tried up to " + rule.attempts() + " times, again after " + causes + " and up to "
                + Spans.of(rule.backoff()) + (rule.attempts() > 2 ? ", each time twice that" : "");
    }

    private static String breaker(String service, BreakerSpec breaker) {
        String slow = breaker.slowRate() == 0
                ? ""
                : ", or " + percent(breaker.slowRate()) + " took " + Spans.of(breaker.slowAfter()) + " and more";
        return "refused for " + Spans.of(breaker.openFor()) + " when "
                + percent(breaker.failureRate()) + " of " + breaker.minCalls() + " or more calls to " + service
                + " within " + Spans.of(breaker.window()) + " failed" + slow;
    }

    private static String percent(double share) {
        return BigDecimal.valueOf(share).movePointRight(2).stripTrailingZeros().toPlainString() + "%";
    }
}
