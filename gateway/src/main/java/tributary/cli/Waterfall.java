package tributary.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import tributary.observe.AttemptTrace;
import tributary.observe.CallRecord;
import tributary.observe.CallTrace.End;
import tributary.observe.RequestRecord;

/** The calls of one request drawn over time: each from when all it waited for was there, and what came of it. */
final class Waterfall {
    private static final int WIDTH = 40;
    private static final int MOST_ATTEMPTS = 8;

    private final RequestRecord request;
    private final Paint paint;

    Waterfall(RequestRecord request, Paint paint) {
        this.request = request;
        this.paint = paint;
    }

    /** A line for each call, one for each attempt where there is more to say about them, and one that compares. */
    String text() {
        int names = request.calls().stream()
                .mapToInt(call -> call.name().length())
                .max()
                .orElse(0);
        StringBuilder out = new StringBuilder();
        for (CallRecord call : request.calls()) {
            String name = call.name() + " ".repeat(names - call.name().length());
            if (!call.began()) {
                out.append("  %s  %s  %s%n"
                        .formatted(name, " ".repeat(WIDTH + 9), paint.dim(call.service() + ", not begun")));
                continue;
            }
            String bar = bar(call.readyNanos(), call.endNanos());
            out.append("  %s  %s %s ms  %s%n"
                    .formatted(
                            name,
                            call.reason().isEmpty() && call.end() != End.CANCELLED ? paint.green(bar) : paint.red(bar),
                            millis(call.elapsedNanos()),
                            paint.dim(words(call))));
            attempts(call, names, out);
        }
        long sum = request.calls().stream()
                .filter(CallRecord::began)
                .mapToLong(CallRecord::elapsedNanos)
                .sum();
        String own = request.ownNanos() < 0
                ? ""
                : String.format(Locale.ROOT, ", the gateway itself %.1f ms", (double) request.ownNanos() / 1e6);
        return out.append(String.format(
                        Locale.ROOT,
                        "%n  one after the other %.0f ms, answered in %s%s%n",
                        (double) sum / 1e6,
                        paint.bold(String.format(Locale.ROOT, "%.0f ms", (double) request.elapsedNanos() / 1e6)),
                        own))
                .toString();
    }

    /** Attempts of a call with one attempt are the call; those of a call for each element are too many, and much alike. */
    private void attempts(CallRecord call, int names, StringBuilder out) {
        boolean alike = call.requests() > 1 && call.made() == call.requests();
        if (call.made() < 2 || alike) {
            return;
        }
        List<AttemptTrace> shown = call.attempts().stream().limit(MOST_ATTEMPTS).toList();
        for (AttemptTrace attempt : shown) {
            String bar = bar(attempt.startNanos(), attempt.endNanos());
            String kind = attempt.hedge() ? "hedge" : attempt.number() == 1 ? "first" : "retry";
            out.append("  %s  %s %s ms  %s%n"
                    .formatted(
                            " ".repeat(names),
                            paint.dim(bar.replace('█', '░')),
                            millis(attempt.endNanos() - attempt.startNanos()),
                            paint.dim("  " + attempt.number() + " " + kind + ": " + came(attempt))));
        }
        if (call.made() > shown.size()) {
            out.append("  %s  %s%n"
                    .formatted(" ".repeat(names), paint.dim("… " + (call.made() - shown.size()) + " attempts more")));
        }
    }

    private static String came(AttemptTrace attempt) {
        String status = attempt.status() == 0 ? "" : Integer.toString(attempt.status());
        return Stream.of(status, attempt.reason())
                .filter(each -> !each.isEmpty())
                .reduce((one, other) -> one + " " + other)
                .orElse("");
    }

    private String bar(long fromNanos, long toNanos) {
        int from = Math.min(WIDTH - 1, cells(fromNanos));
        int to = Math.max(cells(toNanos), from + 1);
        return " ".repeat(from) + "█".repeat(to - from) + " ".repeat(Math.max(0, WIDTH + 1 - to));
    }

    private int cells(long nanos) {
        double whole = Math.max(request.elapsedNanos(), 1);
        return Math.clamp(Math.round((nanos - request.startNanos()) / whole * WIDTH), 0, WIDTH);
    }

    private static String millis(long nanos) {
        double millis = (double) nanos / 1e6;
        return String.format(Locale.ROOT, millis < 10 ? "%6.1f" : "%6.0f", millis);
    }

    private static String words(CallRecord call) {
        List<String> words = new ArrayList<>();
        words.add(call.service());
        if (call.requests() > 1) {
            words.add(Counts.of(call.requests(), "request"));
        }
        if (call.shared() > 0) {
            words.add(call.shared() + " taken from an equal one");
        }
        if (call.end() == End.CANCELLED) {
            words.add("cancelled");
        } else if (call.end() != End.ANSWERED || !call.reason().isEmpty()) {
            words.add(call.reason().isEmpty() ? call.merged() : call.reason() + ", " + call.merged());
        } else if (call.merged().startsWith("attached")) {
            words.add(call.merged());
        }
        if (!call.needs().isEmpty()) {
            words.add("after " + String.join(" and ", call.needs()));
        }
        return String.join(", ", words);
    }
}
