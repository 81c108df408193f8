package tributary;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import tributary.cli.ConfigurationSource;
import tributary.config.Configuration;
import tributary.config.Configuration.Loaded;
import tributary.json.JsonException;
import tributary.json.JsonParser;
import tributary.json.JsonValue;
import tributary.reload.Watched;

/**
 * A gateway on free ports of the loopback, started from a configuration's text as a user would write it, and a client for it.
 * Closing it checks that nothing it began still runs.
 */
final class TestGateway implements AutoCloseable {
    private final Gateway gateway;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(30))
            .build();

    private TestGateway(Gateway gateway) {
        this.gateway = gateway;
    }

    /** Starts it from {@code services} and {@code aggregates}, two sections of a configuration. */
    static TestGateway start(String sections, Map<String, String> environment) throws Exception {
        return new TestGateway(plain("""
                server: { host: 127.0.0.1, port: 0, drain: 2s }
                admin: { host: 127.0.0.1, port: 0 }
                """ + sections, environment));
    }

    /** Starts it from a whole configuration. */
    static TestGateway of(String text, Map<String, String> environment) throws Exception {
        return new TestGateway(plain(text, environment));
    }

    /** A gateway alone, from a whole configuration's text. */
    static Gateway plain(String text) throws Exception {
        return plain(text, Map.of());
    }

    private static Gateway plain(String text, Map<String, String> environment) throws Exception {
        Path file = Files.createTempFile("gateway", ".yaml");
        try {
            Files.writeString(file, text);
            Loaded loaded = Configuration.load(file, environment);
            assertThat(loaded.plan()).as(() -> loaded.diagnostics().toString()).isNotNull();
            return Gateway.start(Patience.withDefaults(Objects.requireNonNull(loaded.plan())));
        } finally {
            Files.delete(file);
        }
    }

    /** Starts it from the file or directory {@code path}, and takes up what that holds later. */
    static TestGateway watching(Path path, Map<String, String> environment) throws Exception {
        Watched watched =
                new Watched(Patience.withDefaults(new ConfigurationSource(path, environment)), InstantSource.system());
        assertThat(watched.reading().plan())
                .as(() -> watched.reading().findings().toString())
                .isNotNull();
        return new TestGateway(Gateway.start(watched));
    }

    Gateway gateway() {
        return gateway;
    }

    int port() {
        return gateway.port();
    }

    URI uri(String target) {
        return URI.create("http://127.0.0.1:" + gateway.port() + target);
    }

    HttpResponse<String> get(String target, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(target)).timeout(Duration.ofSeconds(30));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request.build());
    }

    HttpResponse<String> send(String method, String target, String body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.BodyPublisher publisher =
                body.isEmpty() ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body);
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(target))
                .timeout(Duration.ofSeconds(30))
                .method(method, publisher);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request.build());
    }

    HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> adminPost(String target) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.adminPort() + target))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build());
    }

    HttpResponse<String> admin(String target) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.adminPort() + target))
                .build());
    }

    /** A connection on which {@code target} was asked for, whose system keeps little of what the client has not read. */
    Socket asking(String target, String... fields) throws IOException {
        Socket client = new Socket();
        client.setReceiveBufferSize(4096);
        client.setSoTimeout(30_000);
        client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port()));
        client.getOutputStream()
                .write(("GET " + target + " HTTP/1.1\r\nHost: a\r\n" + String.join("\r\n", fields) + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        return client;
    }

    static JsonValue json(String text) {
        try {
            return JsonParser.parse(text);
        } catch (JsonException e) {
            throw new AssertionError(text, e);
        }
    }

    @Override
    public void close() {
        client.close();
        gateway.close();
        assertThat(gateway.callsInFlight()).as("calls still running").isZero();
        assertThat(gateway.connectionsInUse()).as("connections still in use").isZero();
        assertThat(gateway.requestsUnderWay()).as("requests not answered").isZero();
        assertThat(gateway.overload().inFlight()).as("places not given back").isZero();
        assertThat(gateway.overload().bodyBytes())
                .as("memory of bodies not given back")
                .isZero();
        assertThat(gateway.eventWorkers()).as("threads that deliver events").isZero();
        assertThat(gateway.openServices()).as("services not closed").isZero();
    }
}
