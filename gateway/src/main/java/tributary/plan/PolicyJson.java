package tributary.plan;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import tributary.json.JsonArray;
import tributary.json.JsonNumber;
import tributary.json.JsonObject;
import tributary.json.JsonString;
import tributary.json.JsonValue;
import tributary.plan.RetryRule.Cause;

/** What is done around a call, as JSON. Shares are numbers from 0 to 1. Stateless. */
final class PolicyJson {
    private PolicyJson() {}

    /** Adds a member for each policy that {@code call} has. */
    static void addTo(Map<String, JsonValue> json, Call call) {
        ServiceSpec service = call.service();
        if (service.urls().size() > 1) {
            json.put(
                    "serviceUrls",
                    JsonArray.of(service.urls().stream()
                            .map(url -> JsonString.of(url.toString()))
                            .toList()));
        }
        if (service.auth() != null) {
            json.put("serviceAuth", JsonString.of(service.auth().kind()));
        }
        RetryRule retry = call.attempts().retry();
        if (retry != null) {
            json.put("retry", retry(retry, service.extras().retryShare()));
        }
        HedgeRule hedge = call.attempts().hedge();
        if (hedge != null) {
            json.put("hedge", hedge(hedge, service.extras().hedgeShare()));
        }
        BreakerSpec breaker = service.breaker();
        if (breaker != null) {
            json.put("breaker", breaker(breaker));
        }
        if (service.maxConcurrent() > 0) {
            Map<String, JsonValue> bulkhead = new LinkedHashMap<>();
            bulkhead.put("maxConcurrent", JsonNumber.of(service.maxConcurrent()));
            bulkhead.put("queue", JsonNumber.of(service.queue()));
            json.put("bulkhead", JsonObject.of(bulkhead));
        }
        json.put("worstMs", JsonNumber.of(call.attempts().worst().toMillis()));
    }

    private static JsonObject retry(RetryRule rule, double share) {
        Map<String, JsonValue> json = new LinkedHashMap<>();
        json.put("attempts", JsonNumber.of(rule.attempts()));
        json.put(
                "on",
                JsonArray.of(rule.on().stream()
                        .sorted()
                        .map(Cause::text)
                        .map(JsonString::of)
                        .toList()));
        json.put("backoffMs", JsonNumber.of(rule.backoff().toMillis()));
        json.put("budget", share(share));
        return JsonObject.of(json);
    }

    private static JsonObject hedge(HedgeRule rule, double share) {
        Map<String, JsonValue> json = new LinkedHashMap<>();
        json.put(
                "after",
                rule.byPercentile()
                        ? JsonString.of("p95")
                        : JsonString.of(rule.after().toMillis() + "ms"));
        json.put("budget", share(share));
        return JsonObject.of(json);
    }

    private static JsonObject breaker(BreakerSpec spec) {
        Map<String, JsonValue> json = new LinkedHashMap<>();
        json.put("failureRate", share(spec.failureRate()));
        json.put("windowMs", JsonNumber.of(spec.window().toMillis()));
        json.put("minCalls", JsonNumber.of(spec.minCalls()));
        json.put("openForMs", JsonNumber.of(spec.openFor().toMillis()));
        json.put("probes", JsonNumber.of(spec.probes()));
        if (spec.slowRate() > 0) {
            json.put("slowAfterMs", JsonNumber.of(spec.slowAfter().toMillis()));
            json.put("slowRate", share(spec.slowRate()));
        }
        return JsonObject.of(json);
    }

    private static JsonNumber share(double share) {
        return JsonNumber.of(BigDecimal.valueOf(share));
    }
}
