package tributary;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import tributary.config.Configuration;
import tributary.config.Configuration.Loaded;
import tributary.tls.Certificates;

/** A gateway that runs a file of {@code config/} as a user would run it, on free ports, and understands its curl lines. */
final class RunningExample implements AutoCloseable {
    private static final Pattern PORT = Pattern.compile("\\bport: (\\d+|\"[^\"]*\")");
    private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");
    private static final Pattern HOST = Pattern.compile("https?://localhost:8080");
    private static final Path ROOT = Path.of("..");

    private final Gateway gateway;
    private HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private RunningExample(Gateway gateway) {
        this.gateway = gateway;
    }

    /** Runs a configuration as it stands but for its ports. */
    static RunningExample start(String yaml, Map<String, String> environment) throws Exception {
        String text = PORT.matcher(yaml).replaceAll("port: 0");
        String ports = text.contains("\nserver:") ? "" : "\nserver: { port: 0 }\nadmin: { port: 0 }\n";
        Path copy = Files.createTempFile("example", ".yaml");
        try {
            Files.writeString(copy, text + ports);
            Loaded loaded = Configuration.load(copy, environment);
            assertThat(loaded.diagnostics()).isEmpty();
            return new RunningExample(Gateway.start(Patience.always(Objects.requireNonNull(loaded.plan()))));
        } finally {
            Files.delete(copy);
        }
    }

    HttpResponse<String> get(String target) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(uri("http", target)));
    }

    /** Sends what a line {@code curl -i URL -H … -d …} sends; what follows a lone {@code #} is a comment. */
    HttpResponse<String> curl(String line) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder();
        List<String> words = words(line);
        for (int i = 1; i < words.size() && !words.get(i).equals("#"); i++) {
            switch (words.get(i)) {
                case "-i" -> {}
                case "-H" -> {
                    String[] header = words.get(++i).split(": ", 2);
                    request.header(header[0], header[1]);
                }
                case "--cacert" -> {
                    client.close();
                    client = HttpClient.newBuilder()
                            .sslContext(Certificates.believing(ROOT.resolve(words.get(++i))))
                            .build();
                }
                case "-d" -> request.POST(HttpRequest.BodyPublishers.ofString(words.get(++i)));
                default -> {
                    var host = HOST.matcher(words.get(i));
                    assertThat(host.lookingAt()).as(words.get(i)).isTrue();
                    String scheme = words.get(i).startsWith("https:") ? "https" : "http";
                    request.uri(uri(scheme, words.get(i).substring(host.end())));
                }
            }
        }
        return send(request);
    }

    private static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        var matcher = WORD.matcher(line);
        while (matcher.find()) {
            words.add(matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
        }
        return words;
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.timeout(Duration.ofSeconds(30)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private URI uri(String scheme, String target) {
        return URI.create(scheme + "://127.0.0.1:" + gateway.port() + target);
    }

    @Override
    public void close() {
        client.close();
        gateway.close();
        assertThat(gateway.callsInFlight()).as("calls still running").isZero();
        assertThat(gateway.connectionsInUse()).as("connections still in use").isZero();
    }
}
