package tributary.cli;

import tributary.plan.Aggregate;
import tributary.plan.Plan;

/** What is printed once a gateway serves: where, and what. */
final class ServingText {
    private ServingText() {}

    static String of(Plan plan, int port, int adminPort, Paint paint) {
        StringBuilder text = new StringBuilder();
        text.append(paint.bold("Tributary " + Version.text() + " serves")).append('\n');
        text.append("  aggregates  ").append(aggregates(plan, port)).append('\n');
        text.append("  admin       ")
                .append(url(plan.admin().host(), adminPort))
                .append("/health/ready\n\n");
        int width = plan.aggregates().stream()
                .mapToInt(aggregate -> aggregate.route().toString().length())
                .max()
                .orElse(0);
        for (Aggregate aggregate : plan.aggregates()) {
            String line = String.format(
                    "  %-6s %-" + Math.max(1, width) + "s  %s",
                    aggregate.method(),
                    aggregate.route(),
                    paint.dim(aggregate.summary()));
            text.append(line.stripTrailing()).append('\n');
        }
        text.append("\nCtrl-C or SIGTERM ends it; requests under way may take ")
                .append(Spans.of(plan.server().drain()))
                .append(" more.\n");
        return text.toString();
    }

    /** The same in a line for programs. */
    static String line(Plan plan, int port, int adminPort) {
        return "Tributary " + Version.text() + " serves aggregates at "
                + aggregates(plan, port) + ", admin at "
                + url(plan.admin().host(), adminPort);
    }

    /** A URL that can be opened on this machine: an address that stands for all of them is shown as localhost. */
    static String url(String host, int port) {
        String shown =
                switch (host) {
                    case "0.0.0.0", "::", "" -> "localhost";
                    default -> host.indexOf(':') >= 0 ? "[" + host + "]" : host;
                };
        return "http://" + shown + ":" + port;
    }

    private static String aggregates(Plan plan, int port) {
        String url = url(plan.server().host(), port);
        return plan.server().tls() == null ? url : url.replaceFirst("^http:", "https:");
    }
}
