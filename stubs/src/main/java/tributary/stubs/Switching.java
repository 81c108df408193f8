package tributary.stubs;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads what the control port was asked into a {@link ServiceState}. */
final class Switching {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,6})(ms|s|m)");
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private Switching() {}

    /** What a request on the control port means. */
    sealed interface Outcome {
        record Wanted(ServiceState state) implements Outcome {}

        /** @param why one sentence that says what is possible */
        record Unclear(String why) implements Outcome {}
    }

    /** Returns the state that {@code verb} and its parameters ask for. */
    static Outcome read(String verb, Map<String, String> parameters) {
        return switch (verb) {
            case "slow" -> only(parameters, Set.of("delay"), slow(parameters.getOrDefault("delay", "2s")));
            case "fail" ->
                only(
                        parameters,
                        Set.of("status", "share"),
                        fail(parameters.getOrDefault("status", "503"), parameters.getOrDefault("share", "1")));
            case "dead" -> only(parameters, Set.of(), new Outcome.Wanted(new ServiceState.Dead()));
            case "refuse" -> only(parameters, Set.of(), new Outcome.Wanted(new ServiceState.Refusing()));
            case "heal" -> only(parameters, Set.of(), new Outcome.Wanted(new ServiceState.Healthy()));
            default ->
                new Outcome.Unclear(
                        "There is no switch \"" + verb + "\"; there are slow, fail, dead, refuse and heal.");
        };
    }

    private static Outcome only(Map<String, String> parameters, Set<String> known, Outcome outcome) {
        for (var name : parameters.keySet()) {
            if (!known.contains(name)) {
                return new Outcome.Unclear("There is no parameter \"" + name + "\" here; "
                        + (known.isEmpty() ? "this switch takes none." : "there is " + String.join(", ", known) + "."));
            }
        }
        return outcome;
    }

    private static Outcome slow(String text) {
        var match = DURATION.matcher(text);
        if (match.matches()) {
            long count = Long.parseLong(match.group(1));
            var delay =
                    switch (match.group(2)) {
                        case "ms" -> Duration.ofMillis(count);
                        case "s" -> Duration.ofSeconds(count);
                        default -> Duration.ofMinutes(count);
                    };
            if (delay.compareTo(LONGEST) <= 0) {
                return new Outcome.Wanted(new ServiceState.Slow(delay));
            }
        }
        return new Outcome.Unclear("\"" + text + "\" is no delay; write 300ms, 2s or 1m, at most 10m.");
    }

    private static Outcome fail(String status, String share) {
        if (!status.matches("[45]\\d\\d")) {
            return new Outcome.Unclear("\"" + status + "\" is no status to fail with; write 400 to 599.");
        }
        if (!share.matches("0?\\.\\d{1,6}|1(\\.0*)?") || Double.parseDouble(share) == 0) {
            return new Outcome.Unclear("\"" + share + "\" is no share; write a number above 0 and at most 1, as 0.5.");
        }
        return new Outcome.Wanted(new ServiceState.Failing(Integer.parseInt(status), Double.parseDouble(share)));
    }
}
