package tributary.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tributary.cli.Selection.Selected;
import tributary.config.Configuration.Loaded;
import tributary.json.JsonArray;
import tributary.json.JsonObject;
import tributary.plan.Aggregate;
import tributary.plan.Explained;
import tributary.plan.ExplainedJson;
import tributary.plan.Plan;

/** {@code explain}: what an aggregate does, and how long that takes at worst. */
@Command(
        name = "explain",
        sortOptions = false,
        header = "Shows the plan of an aggregate.",
        description = {
            "",
            "Which calls start at once, which wait for what and why, and the longest chain of timeouts against the",
            "deadline. Without a request, all aggregates. Calls no service.",
            ""
        },
        footer = {
            "",
            "Exit codes: 0 shown, 1 errors in the configuration or no such aggregate, 2 unusable arguments.",
            "",
            "Examples:",
            "  tributary explain \"GET /products/7/page\"",
            "  tributary explain -c config/gateway.yaml \"GET /products/{id}/page\" --json"
        })
final class ExplainCommand implements Callable<Integer> {
    private final Shell shell;

    @Mixin
    private ConfigurationOption configuration = new ConfigurationOption();

    @Option(names = "--json", description = "Print one JSON document instead.")
    private boolean json;

    @Parameters(
            arity = "0..2",
            paramLabel = "\"METHOD /PATH\"",
            description = {
                "A request such as \"GET /products/7/page\", or a route as it is configured,",
                "such as \"GET /products/{id}/page\"."
            })
    private List<String> request = List.of();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    ExplainCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        Loaded loaded = configuration.load(shell, spec.commandLine());
        Plan plan = loaded.plan();
        if (plan == null) {
            new Findings(loaded.diagnostics()).print(err, shell.paint());
            return 1;
        }
        return switch (Selection.of(plan.aggregates(), String.join(" ", request).strip())) {
            case Selected.Some(List<Aggregate> aggregates) -> {
                print(plan, aggregates);
                yield 0;
            }
            case Selected.None(String why) -> {
                err.println("tributary explain: " + why + "; there are:");
                plan.aggregates().forEach(aggregate -> err.println("  " + aggregate.name()));
                err.flush();
                yield 1;
            }
            case Selected.Unclear(String why) -> throw new ParameterException(spec.commandLine(), why);
        };
    }

    private void print(Plan plan, List<Aggregate> aggregates) {
        PrintWriter out = spec.commandLine().getOut();
        List<Explained> explained = aggregates.stream()
                .map(aggregate -> Explained.of(plan, aggregate))
                .toList();
        if (json) {
            out.print(JsonLayout.of(JsonObject.of(Map.of(
                    "aggregates",
                    JsonArray.of(explained.stream().map(ExplainedJson::of).toList())))));
        } else {
            String separator = "";
            for (Explained each : explained) {
                out.print(separator + new PlanTree(each, shell.paint()).text());
                separator = "\n\n";
            }
        }
        out.flush();
    }
}
