package tributary;

import static org.assertj.core.api.Assertions.assertThat;
import static tributary.TestGateway.json;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tributary.json.JsonBoolean;
import tributary.json.JsonNumber;
import tributary.json.JsonObject;
import tributary.json.JsonOutput;
import tributary.json.JsonString;
import tributary.json.JsonValue;

/**
 * A Chromium without a window and one page at a time in it, driven over the DevTools protocol.
 *
 * <p>Not by Playwright or Selenium: the one comes with 190 MB of drivers, the other wants a second program that fits the browser's
 * version, both to do what is a dozen commands over one WebSocket, which the JDK has.
 */
final class Browser implements AutoCloseable {
    private static final List<String> KNOWN = List.of(
            "/usr/bin/chromium",
            "/usr/bin/chromium-browser",
            "/usr/bin/google-chrome",
            "/usr/bin/google-chrome-stable",
            "/snap/bin/chromium",
            "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome");
    private static final Pattern LISTENS = Pattern.compile("DevTools listening on (ws://\\S+)");

    private final Process process;
    private final Path profile;
    private final HttpClient http = HttpClient.newHttpClient();
    private final WebSocket socket;
    private final AtomicInteger ids = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonObject>> waiting = new ConcurrentHashMap<>();
    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private volatile String session = "";
    private @Nullable JsonValue page;

    /** The browser of this machine: what the variable {@code CHROMIUM} names, or one in a usual place. */
    static Optional<Path> installed() {
        String named = System.getenv("CHROMIUM");
        Stream<String> places = named == null || named.isEmpty() ? KNOWN.stream() : Stream.of(named);
        return places.map(Path::of).filter(Files::isExecutable).findFirst();
    }

    Browser(Path program) throws Exception {
        profile = Files.createTempDirectory("browser");
        process = new ProcessBuilder(
                        program.toString(),
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile,
                        "about:blank")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        socket = http.newWebSocketBuilder()
                .buildAsync(URI.create(address(process.errorReader())), new Receiver())
                .get(60, TimeUnit.SECONDS);
        anotherPage();
    }

    /** An empty page instead of the one before, of which nothing is heard any more. */
    void anotherPage() throws Exception {
        session = "";
        if (page != null) {
            send("Target.closeTarget", Map.of("targetId", page));
        }
        complaints.clear();
        requests.clear();
        JsonObject target = send("Target.createTarget", Map.of("url", JsonString.of("about:blank")));
        page = Objects.requireNonNull(target.get("targetId"));
        session = text(send("Target.attachToTarget", Map.of("targetId", page, "flatten", JsonBoolean.TRUE)));
        for (String domain : List.of("Runtime", "Log", "Page", "Network")) {
            send(domain + ".enable", Map.of());
        }
    }

    private static String text(JsonObject attached) {
        return ((JsonString) Objects.requireNonNull(attached.get("sessionId"))).text();
    }

    /** Reads on until the browser ends, since a full pipe would block it. */
    private static String address(BufferedReader reader) throws Exception {
        CompletableFuture<String> address = new CompletableFuture<>();
        Thread.startVirtualThread(() -> {
            try {
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    Matcher matcher = LISTENS.matcher(line);
                    if (matcher.find()) {
                        address.complete(matcher.group(1));
                    }
                }
            } catch (IOException e) {
                // It has ended.
            }
            address.completeExceptionally(new IOException("the browser did not start"));
        });
        return address.get(60, TimeUnit.SECONDS);
    }

    private final class Receiver implements WebSocket.Listener {
        private final StringBuilder message = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            message.append(part);
            if (last) {
                JsonObject whole = (JsonObject) json(message.toString());
                message.setLength(0);
                received(whole);
            }
            from.request(1);
            return null;
        }
    }

    private void received(JsonObject message) {
        if (message.get("id") instanceof JsonNumber id) {
            CompletableFuture<JsonObject> future = waiting.remove(Integer.parseInt(id.text()));
            if (future != null) {
                future.complete(message);
            }
            return;
        }
        String from = message.get("sessionId") instanceof JsonString id ? id.text() : "";
        if (!from.equals(session)) {
            return;
        }
        String method = message.get("method") instanceof JsonString name ? name.text() : "";
        JsonObject parameters = (JsonObject) Objects.requireNonNull(message.get("params"));
        switch (method) {
            case "Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Log.entryAdded" ->
                complaints.add(JsonOutput.text(parameters));
            case "Network.requestWillBeSent" -> {
                JsonObject request = (JsonObject) Objects.requireNonNull(parameters.get("request"));
                requests.add(((JsonString) Objects.requireNonNull(request.get("url"))).text());
            }
            default -> {}
        }
    }

    private JsonObject send(String method, Map<String, ? extends JsonValue> parameters) throws Exception {
        int id = ids.incrementAndGet();
        CompletableFuture<JsonObject> answer = new CompletableFuture<>();
        waiting.put(id, answer);
        Map<String, JsonValue> command = new LinkedHashMap<>();
        command.put("id", JsonNumber.of(id));
        command.put("method", JsonString.of(method));
        command.put("params", JsonObject.of(parameters));
        if (!session.isEmpty()) {
            command.put("sessionId", JsonString.of(session));
        }
        socket.sendText(JsonOutput.text(JsonObject.of(command)), true).get(60, TimeUnit.SECONDS);
        JsonObject message = answer.get(60, TimeUnit.SECONDS);
        assertThat(message.get("error")).as(method).isNull();
        return (JsonObject) Objects.requireNonNull(message.get("result"));
    }

    void screen(int width, int height) throws Exception {
        send(
                "Emulation.setDeviceMetricsOverride",
                Map.of(
                        "width", JsonNumber.of(width),
                        "height", JsonNumber.of(height),
                        "deviceScaleFactor", JsonNumber.of(1),
                        "mobile", width < 600 ? JsonBoolean.TRUE : JsonBoolean.FALSE));
    }

    void prefersColours(String scheme) throws Exception {
        JsonValue feature = json("[{\"name\":\"prefers-color-scheme\",\"value\":\"" + scheme + "\"}]");
        send("Emulation.setEmulatedMedia", Map.of("features", feature));
    }

    void open(String url) throws Exception {
        send("Page.navigate", Map.of("url", JsonString.of(url)));
    }

    void reload() throws Exception {
        send("Page.reload", Map.of());
    }

    /** What an expression of the page's script is, as a text. */
    String evaluate(String expression) throws Exception {
        JsonObject answer = send(
                "Runtime.evaluate",
                Map.of(
                        "expression",
                        JsonString.of("(async () => String(await (" + expression + ")))()"),
                        "awaitPromise",
                        JsonBoolean.TRUE));
        JsonObject result = (JsonObject) Objects.requireNonNull(answer.get("result"));
        return result.get("value") instanceof JsonString value ? value.text() : JsonOutput.text(answer);
    }

    /** Waits until an expression is what it should be. */
    String await(String expression, Predicate<String> fits) throws Exception {
        return Eventually.eventually(expression, () -> evaluate(expression), fits);
    }

    /** Presses and releases a key as a person does. */
    void press(String key, int code, String text) throws Exception {
        Map<String, JsonValue> event = new LinkedHashMap<>();
        event.put("type", JsonString.of("keyDown"));
        event.put("key", JsonString.of(key));
        event.put("code", JsonString.of(key));
        event.put("windowsVirtualKeyCode", JsonNumber.of(code));
        if (!text.isEmpty()) {
            event.put("text", JsonString.of(text));
        }
        send("Input.dispatchKeyEvent", event);
        event.put("type", JsonString.of("keyUp"));
        event.remove("text");
        send("Input.dispatchKeyEvent", event);
    }

    /** A picture of the page, for people to look at. */
    byte[] picture() throws Exception {
        JsonObject answer = send("Page.captureScreenshot", Map.of("captureBeyondViewport", JsonBoolean.TRUE));
        return Base64.getDecoder().decode(((JsonString) Objects.requireNonNull(answer.get("data"))).text());
    }

    /** What it wrote to its console, or would have: errors, warnings, refused loads, exceptions. */
    List<String> complaints() {
        return List.copyOf(complaints);
    }

    /** The addresses of all it has asked for. */
    List<String> requests() {
        return List.copyOf(requests);
    }

    @Override
    public void close() throws IOException {
        List<ProcessHandle> all = process.descendants().toList();
        process.destroy();
        all.forEach(ProcessHandle::destroyForcibly);
        process.toHandle().onExit().join();
        http.shutdownNow();
        try (Stream<Path> files = Files.walk(profile)) {
            files.sorted(Comparator.reverseOrder()).forEach(Browser::delete);
        } catch (UncheckedIOException | java.nio.file.NoSuchFileException e) {
            // A process of its that ends late still tidies up.
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // It lies in the folder for what is temporary.
        }
    }
}
