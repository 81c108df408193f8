package tributary.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tributary.Gateway;
import tributary.cli.Selection.Selected;
import tributary.config.Configuration.Loaded;
import tributary.plan.Access;
import tributary.plan.Aggregate;
import tributary.plan.AuthSpec;
import tributary.plan.LimitsSpec;
import tributary.plan.Plan;
import tributary.plan.TelemetrySpec;

/** {@code call}: one request, its answer and where its time went. */
@Command(
        name = "call",
        sortOptions = false,
        header = "Makes one request and shows its answer and a waterfall of its calls.",
        description = {
            "",
            "Needs no gateway that runs: calls the services of the configuration itself, in the same way. Keys of clients are",
            "not asked for, limits not kept.",
            ""
        },
        footer = {
            "",
            "Exit codes: 0 answered with 2xx; 1 answered otherwise, no such aggregate, or errors in the configuration;",
            "2 unusable arguments.",
            "",
            "Examples:",
            "  tributary call \"GET /products/7/page?limit=3\"",
            "  tributary call \"POST /checkout\" -d @order.json -H 'Cookie: session=7' --json"
        })
final class CallCommand implements Callable<Integer> {
    /** Beyond any deadline: the gateway answers in time. */
    private static final Duration PATIENCE = Duration.ofDays(1);

    private final Shell shell;

    @Mixin
    private ConfigurationOption configuration = new ConfigurationOption();

    @Option(
            names = {"-H", "--header"},
            paramLabel = "'NAME: VALUE'",
            description = "A header of the request; may be given more than once.")
    private List<String> headers = List.of();

    @Option(
            names = {"-d", "--data"},
            paramLabel = "TEXT",
            description = "The request's body, or @FILE; sent as application/json.")
    private @Nullable String data;

    @Option(names = "--json", description = "Print one JSON document instead.")
    private boolean json;

    @Parameters(
            arity = "1..2",
            paramLabel = "\"METHOD /PATH\"",
            description = "A request such as \"GET /products/7/page?limit=3\".")
    private List<String> request = List.of();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    CallCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws InterruptedException {
        Loaded loaded = configuration.load(shell, spec.commandLine());
        Plan plan = loaded.plan();
        if (plan == null) {
            new Findings(loaded.diagnostics()).print(spec.commandLine().getErr(), shell.paint());
            return 1;
        }
        String line = String.join(" ", request).strip();
        return switch (Selection.of(plan.aggregates(), line)) {
            case Selected.Some _ -> made(plan, line);
            case Selected.None(String why) -> failed(why + "; 'tributary explain' shows all there are");
            case Selected.Unclear(String why) -> throw new ParameterException(spec.commandLine(), why);
        };
    }

    private int made(Plan plan, String line) throws InterruptedException {
        OneRequest observer = new OneRequest();
        HttpRequest.Builder unplaced = request(line);
        try (Gateway gateway = Start.gateway(alone(plan), observer)) {
            HttpRequest placed = unplaced.uri(uri(gateway.port(), line)).build();
            Sample sample = Sample.of(placed, observer);
            PrintWriter out = spec.commandLine().getOut();
            out.print(json ? JsonLayout.of(sample.json()) : sample.text(shell.paint()));
            out.flush();
            return sample.ok() ? 0 : 1;
        } catch (IOException | Start.Failed e) {
            return failed(String.valueOf(e.getMessage()));
        }
    }

    private HttpRequest.Builder request(String line) {
        HttpRequest.Builder builder = HttpRequest.newBuilder().timeout(PATIENCE);
        String method = line.split("\\s+", 2)[0].toUpperCase(Locale.ROOT);
        String body = body();
        builder.method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (body != null) {
            builder.header("Content-Type", "application/json");
        }
        for (String header : headers) {
            int colon = header.indexOf(':');
            try {
                builder.setHeader(
                        header.substring(0, Math.max(0, colon)).strip(),
                        header.substring(colon + 1).strip());
            } catch (IllegalArgumentException e) {
                throw new ParameterException(
                        spec.commandLine(), "-H '" + header + "' is no header; write it like -H 'Name: value'");
            }
        }
        return builder;
    }

    private @Nullable String body() {
        String text = data;
        if (text == null || !text.startsWith("@")) {
            return text;
        }
        try {
            return Files.readString(Path.of(text.substring(1)));
        } catch (IOException e) {
            throw new ParameterException(spec.commandLine(), "-d " + text + ": the file cannot be read as UTF-8");
        }
    }

    private URI uri(int port, String line) {
        String target = line.split("\\s+", 2)[1].replaceFirst("^https?://[^/?#]*", "");
        try {
            return URI.create("http://127.0.0.1:" + port + target);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(
                    spec.commandLine(),
                    "'" + target + "' is no target of a request; write what is special there as %XX");
        }
    }

    /** The plan on any free port of this machine, asking nobody who he is, and without events: nothing really happened. */
    private static Plan alone(Plan plan) {
        List<Aggregate> open = plan.aggregates().stream()
                .map(aggregate -> aggregate.with(
                        new Access(Access.Auth.NONE, aggregate.access().cost())))
                .toList();
        return new Plan(
                plan.server().at("127.0.0.1", 0).securedBy(null),
                new Plan.AdminSpec("127.0.0.1", 0),
                AuthSpec.NONE,
                LimitsSpec.NONE,
                plan.services(),
                open,
                plan.overload(),
                TelemetrySpec.QUIET,
                List.of(),
                null,
                Map.of());
    }

    private int failed(String why) {
        PrintWriter err = spec.commandLine().getErr();
        err.println("tributary call: " + why);
        err.flush();
        return 1;
    }
}
