package tributary.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tributary.Gateway;
import tributary.cli.Selection.Selected;
import tributary.config.Configuration;
import tributary.config.Configuration.Loaded;
import tributary.plan.Plan;

/** {@code demo}: stubs, gateway, one request, printed; then it serves. */
@Command(
        name = "demo",
        sortOptions = false,
        header = "Starts a shop of stub services and a gateway, and shows one aggregated request.",
        description = {
            "",
            "Starts a small shop of stub services and a gateway in front of it, asks it for one page, shows what",
            "came back and how long each call took, and serves until Ctrl-C. A port that is taken is replaced by a",
            "free one.",
            ""
        },
        footer = {
            "",
            "Exit codes: 0 told to stop, or with --once answered; 1 it could not start, or with --once not answered;",
            "2 unusable arguments.",
            "",
            "Examples:",
            "  tributary demo",
            "  tributary demo --port 8000"
        })
final class DemoCommand implements Callable<Integer> {
    private static final String PAGE = "/products/7/page";

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final List<String> FREE_PORTS = List.of("--port-base", "0", "--control-port", "0");

    private final Shell shell;

    @Option(names = "--port", paramLabel = "PORT", description = "Port of the gateway (default: the configuration's).")
    private @Nullable Integer port;

    @Option(names = "--once", description = "Do not serve: print the page and end.")
    private boolean once;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    DemoCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws InterruptedException {
        Integer wanted = port;
        if (wanted != null && (wanted < 0 || wanted > 65_535)) {
            throw new ParameterException(spec.commandLine(), "--port: " + wanted + " is no port; write 0 to 65535");
        }
        Path jar = StubsProcess.jar(shell);
        if (!Files.exists(jar)) {
            return failed(jar + " is not built; start the demo through the launcher, which builds");
        }
        try (Ending ending = Ending.onReturnOrSignal()) {
            return demo(jar, ending);
        } catch (IOException e) {
            return failed(String.valueOf(e.getMessage()));
        } catch (Start.Failed e) {
            return failed(String.valueOf(e.getMessage()));
        }
    }

    private int demo(Path jar, Ending ending) throws IOException, InterruptedException, Start.Failed {
        Process onUsualPorts = StubsProcess.launch(jar, List.of(), Redirect.DISCARD);
        ending.add(() -> StubsProcess.end(onUsualPorts));
        // Done once without knowing where the stubs are: it uses the time
        // they take, and finds mistakes before they serve.
        Plan unplaced = load(Map.of());
        if (unplaced == null) {
            return 1;
        }
        StubsProcess stubs = StubsProcess.ready(onUsualPorts);
        if (stubs == null) {
            Process onFreePorts = StubsProcess.launch(jar, FREE_PORTS, Redirect.INHERIT);
            ending.add(() -> StubsProcess.end(onFreePorts));
            stubs = StubsProcess.ready(onFreePorts);
            note("the stubs' usual ports are taken; they listen on others");
        }
        if (stubs == null) {
            return failed("the stubs did not start");
        }
        Plan configured = load(stubs.environment());
        return configured == null ? 1 : serve(configured, stubs, ending);
    }

    /** Null where it has errors; they have been said. */
    private @Nullable Plan load(Map<String, String> places) {
        Map<String, String> environment = new HashMap<>(shell.environment());
        environment.putAll(places);
        Loaded loaded = Configuration.load(shell.home().resolve("config").resolve("gateway.yaml"), environment);
        if (loaded.plan() == null) {
            new Findings(loaded.diagnostics()).print(spec.commandLine().getErr(), shell.paint());
        }
        return loaded.plan();
    }

    private int serve(Plan configured, StubsProcess stubs, Ending ending)
            throws IOException, InterruptedException, Start.Failed {
        int wanted = port == null ? configured.server().port() : port;
        Plan plan = DemoPlan.onFreePorts(configured, wanted);
        OneRequest observer = new OneRequest();
        Gateway gateway = Start.gateway(plan, observer);
        ending.add(gateway::close);
        if (plan.server().port() != wanted) {
            note("port " + wanted + " is taken; the gateway listens on " + gateway.port());
        }
        return shown(plan, gateway, observer, stubs, ending);
    }

    private int shown(Plan plan, Gateway gateway, OneRequest observer, StubsProcess stubs, Ending ending)
            throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        if (!(Selection.of(plan.aggregates(), "GET " + PAGE) instanceof Selected.Some)) {
            return failed("config/gateway.yaml has no aggregate for GET " + PAGE);
        }
        String url = ServingText.url(plan.server().host(), gateway.port());
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(url + PAGE)).timeout(PATIENCE).build();
        Sample sample = Sample.of(request, observer);
        out.print(sample.text(shell.paint()));
        if (once) {
            out.flush();
            return sample.ok() ? 0 : 1;
        }
        String admin = ServingText.url(plan.admin().host(), gateway.adminPort());
        out.print(DemoText.toPaste(url + PAGE, admin, stubs.control(), shell.paint()));
        out.println("\nServing on " + url + "; Ctrl-C ends it.");
        out.flush();
        ending.awaitSignal();
        return 0;
    }

    private int failed(String why) {
        note(why);
        return 1;
    }

    private void note(String what) {
        PrintWriter err = spec.commandLine().getErr();
        err.println("tributary demo: " + what);
        err.flush();
    }
}
