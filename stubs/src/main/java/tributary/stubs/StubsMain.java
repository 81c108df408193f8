package tributary.stubs;

import java.io.IOException;
import java.io.OutputStream;
import java.net.BindException;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The command {@code tributary stubs}: opens a {@link Shop} and its {@link ControlPort} and serves until it is ended.
 *
 * <p>The last line it prints once it serves is {@code stubs ready}. Exit codes: 0 when standard input closed and that was
 * asked for, 1 where a port is taken, 2 for unusable arguments; a signal ends it at once with the system's usual code.
 */
@Command(
        name = "tributary stubs",
        subcommands = LoadMain.class,
        sortOptions = false,
        description = {
            "Serves a small shop to try the gateway on: catalog, reviews, accounts, inventory and orders.",
            "Each service can be made slow, failing or dead through the control port while it runs.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  tributary stubs",
            "  tributary stubs --port-base 0 --control-port 0 --no-delay",
            "  curl -X POST 'http://127.0.0.1:9100/reviews/slow?delay=2s'",
            "  tributary stubs load --help"
        })
public final class StubsMain implements Callable<Integer> {
    private static final List<String> SERVICES = List.of("catalog", "reviews", "accounts", "inventory", "orders");

    @Option(names = "--host", paramLabel = "ADDRESS", description = "Address to listen on (default: 127.0.0.1).")
    private String host = "127.0.0.1";

    @Option(
            names = "--port-base",
            paramLabel = "PORT",
            description = "Port of the catalog; the others follow it (default: 9101). 0 takes any free ones.")
    private int portBase = 9101;

    @Option(
            names = "--port",
            paramLabel = "SERVICE=PORT",
            description = "Port of one service, whatever the base is; may be repeated.")
    private Map<String, Integer> ports = new HashMap<>();

    @Option(
            names = "--control-port",
            paramLabel = "PORT",
            description = "Port of the switches (default: 9100). 0 takes any free one.")
    private int controlPort = 9100;

    @Option(
            names = "--delay",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "Whether answers take the time real services take (default: they do).")
    private boolean delay = true;

    @Option(names = "--seed", paramLabel = "NUMBER", description = "Seed of the delays (default: 1).")
    private long seed = 1;

    @Option(names = "--exit-with-stdin", description = "End when standard input closes, as it does when a parent ends.")
    private boolean exitWithStdin;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean unusedHelp; // picocli acts on it by itself

    @Spec
    private @Nullable CommandSpec command;

    /** Runs the command and ends the process with its exit code. */
    public static void main(String[] args) {
        System.exit(run(args));
    }

    static int run(String... args) {
        return new CommandLine(new StubsMain())
                .setParameterExceptionHandler((unusable, unused) -> {
                    System.err.println("stubs: " + unusable.getMessage() + " (see --help)");
                    return CommandLine.ExitCode.USAGE;
                })
                .execute(args);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        var options = new ShopOptions(host, allPorts(), delay, seed);
        int switches = checked("--control-port", controlPort);
        try (var shop = Shop.start(options);
                var control = ControlPort.start(shop, host, switches)) {
            warmUp(shop);
            System.out.println(ReadyText.of(shop, control, delay));
            System.out.flush();
            stay();
            return 0;
        } catch (BindException cannotListen) {
            System.err.println("stubs: " + cannotListen.getMessage() + " (see --help)");
            return 1;
        }
    }

    /** The first answer loads classes for a tenth of a second or more; that is not to look like a slow service. */
    private static void warmUp(Shop shop) throws IOException {
        try (var in = URI.create(shop.url("catalog") + "/products/1").toURL().openStream()) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        shop.forgetRequests();
    }

    private Map<String, Integer> allPorts() {
        var all = new HashMap<String, Integer>();
        for (int i = 0; i < SERVICES.size(); i++) {
            all.put(SERVICES.get(i), portBase == 0 ? 0 : checked("--port-base", portBase + i));
        }
        ports.forEach((service, port) -> {
            if (!SERVICES.contains(service)) {
                throw unusable("--port: no service \"" + service + "\"; there are " + String.join(", ", SERVICES));
            }
            all.put(service, checked("--port", port));
        });
        return all;
    }

    private int checked(String option, int port) {
        if (port < 0 || port > 65_535) {
            throw unusable(option + ": " + port + " is no port; write 0 to 65535");
        }
        return port;
    }

    private ParameterException unusable(String why) {
        return new ParameterException(command == null ? new CommandLine(this) : command.commandLine(), why);
    }

    private void stay() throws IOException, InterruptedException {
        if (exitWithStdin) {
            System.in.transferTo(OutputStream.nullOutputStream());
        } else {
            new CountDownLatch(1).await();
        }
    }
}
