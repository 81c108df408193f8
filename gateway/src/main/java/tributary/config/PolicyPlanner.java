package tributary.config;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tributary.plan.Attempts;
import tributary.plan.BreakerSpec;
import tributary.plan.HedgeRule;
import tributary.plan.RetryRule;
import tributary.plan.RetryRule.Cause;
import tributary.plan.ServiceSpec;

/** Makes policies of their sections, a service's and what a call of it says otherwise. */
final class PolicyPlanner {
    private final Problems problems;

    PolicyPlanner(Problems problems) {
        this.problems = problems;
    }

    ServiceSpec.Extras extras(Fields service) {
        Fields retry = service.or(PolicyKeys.RETRY_KEY, PolicyKeys.OFF);
        Fields hedge = service.or(PolicyKeys.HEDGE_KEY, PolicyKeys.OFF);
        return new ServiceSpec.Extras(
                retry.equals(PolicyKeys.OFF) ? null : retry(retry, null),
                retry.get(PolicyKeys.RETRY_BUDGET),
                hedge.equals(PolicyKeys.OFF) ? null : hedge(hedge, null),
                hedge.get(PolicyKeys.HEDGE_BUDGET));
    }

    @Nullable
    BreakerSpec breaker(Fields service) {
        Fields breaker = service.orNull(PolicyKeys.BREAKER_KEY);
        if (breaker == null) {
            return null;
        }
        Duration slowAfter = breaker.orNull(PolicyKeys.SLOW_AFTER);
        if (breaker.has(PolicyKeys.SLOW_RATE) && !breaker.has(PolicyKeys.SLOW_AFTER)) {
            problems.warning(breaker.place(PolicyKeys.SLOW_RATE), "'slow-rate' has no effect without 'slow-after'");
        }
        return new BreakerSpec(
                breaker.get(PolicyKeys.FAILURE_RATE),
                breaker.get(PolicyKeys.WINDOW),
                breaker.get(PolicyKeys.MIN_CALLS),
                breaker.get(PolicyKeys.OPEN_FOR),
                breaker.get(PolicyKeys.PROBES),
                slowAfter == null ? Duration.ofDays(1) : slowAfter,
                slowAfter == null ? 0 : breaker.get(PolicyKeys.SLOW_RATE));
    }

    /** How often and how long {@code call} is tried within {@code deadline}. */
    Attempts attempts(WrittenCall call, ServiceSpec service, Duration deadline) {
        Duration timeout = call.fields.or(CallKeys.TIMEOUT, service.timeout());
        Duration fair = timeout.compareTo(deadline) < 0 ? timeout : deadline;
        if (call.verb.writes()) {
            refuse(call, PolicyKeys.CALL_RETRY, "retried");
            refuse(call, PolicyKeys.CALL_HEDGE, "sent a second time");
            return new Attempts(timeout, fair.dividedBy(2), null, null);
        }
        RetryRule retry = service.extras().retry();
        Fields ownRetry = call.fields.orNull(PolicyKeys.CALL_RETRY);
        if (ownRetry != null) {
            warnOfBudget(ownRetry, PolicyKeys.RETRY_BUDGET, service, "retry");
            retry = ownRetry.equals(PolicyKeys.OFF) ? null : retry(ownRetry, retry);
        }
        HedgeRule hedge = service.extras().hedge();
        Fields ownHedge = call.fields.orNull(PolicyKeys.CALL_HEDGE);
        if (ownHedge != null) {
            warnOfBudget(ownHedge, PolicyKeys.HEDGE_BUDGET, service, "hedge");
            hedge = ownHedge.equals(PolicyKeys.OFF) ? null : hedge(ownHedge, hedge);
        }
        warnOfLateHedge(call, hedge, timeout);
        return new Attempts(timeout, fair.dividedBy(2), retry, hedge);
    }

    private void refuse(WrittenCall call, Key<Fields> key, String what) {
        Written<Fields> written = call.fields.written(key);
        if (written != null && !written.value().equals(PolicyKeys.OFF)) {
            problems.error(
                    written.at().place(),
                    key.name() + ": a " + call.verb + " may change something, so it is never " + what);
        }
    }

    private void warnOfBudget(Fields own, Key<Double> key, ServiceSpec service, String section) {
        if (own.has(key)) {
            problems.warning(
                    own.place(key),
                    "budget: it is counted for the service as a whole, so it has no effect here; it belongs under services."
                            + service.name() + "." + section);
        }
    }

    private void warnOfLateHedge(WrittenCall call, @Nullable HedgeRule hedge, Duration timeout) {
        Written<Fields> written = call.fields.written(PolicyKeys.CALL_HEDGE);
        if (written == null && call.service != null) {
            written = call.service.fields().written(PolicyKeys.HEDGE_KEY);
        }
        if (hedge != null
                && written != null
                && hedge.after().compareTo(timeout) >= 0
                && !problems.warnedAt(written.place())) {
            problems.warning(
                    written.place(),
                    written.at() + ": after " + hedge.after().toMillis() + "ms the timeout (" + timeout.toMillis()
                            + "ms) has passed, so there is no second attempt");
        }
    }

    private static RetryRule retry(Fields fields, @Nullable RetryRule standard) {
        List<Written<Cause>> on = fields.orNull(PolicyKeys.ON);
        if (standard == null) {
            return new RetryRule(
                    fields.get(PolicyKeys.ATTEMPTS),
                    on == null ? Set.copyOf(PolicyKeys.USUAL_CAUSES) : causes(on),
                    fields.get(PolicyKeys.BACKOFF));
        }
        return new RetryRule(
                fields.or(PolicyKeys.ATTEMPTS, standard.attempts()),
                on == null ? standard.on() : causes(on),
                fields.or(PolicyKeys.BACKOFF, standard.backoff()));
    }

    private static Set<Cause> causes(List<Written<Cause>> written) {
        Set<Cause> causes = EnumSet.noneOf(Cause.class);
        written.forEach(each -> causes.add(each.value()));
        return causes;
    }

    private static HedgeRule hedge(Fields fields, @Nullable HedgeRule standard) {
        return new HedgeRule(
                standard == null ? fields.get(PolicyKeys.AFTER) : fields.or(PolicyKeys.AFTER, standard.after()));
    }
}
