package tributary.perf.beyond;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import tributary.perf.bench.Settings;
import tributary.perf.process.Child;
import tributary.perf.process.PlainAnswer;
import tributary.perf.process.PlainService;

/** A page in a browser that asks for a stream again and again, and says itself when its first parts came. */
final class BrowserPage {
    private static final int PATIENCE_SECONDS = 90;

    private BrowserPage() {}

    /** Milliseconds from asking to the first part, as the page's script sees them. */
    static List<Double> times(Settings settings, Path browser, int gateway, int count)
            throws IOException, InterruptedException {
        String page = page();
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        Path profile = Files.createTempDirectory(settings.scratch(), "browser");
        try (PlainService service = PlainService.start(0, "text/html", asked -> {
            if (asked.method().equals("POST")) {
                told.add(asked.body());
            }
            return new PlainAnswer(200, page);
        })) {
            String url = "http://127.0.0.1:" + service.port() + "/?gateway=" + gateway + "&count=" + count;
            try (Child child = Child.start("browser", settings.scratch(), Map.of(), command(browser, profile, url))) {
                String times = told.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
                child.checkAlive();
                if (times == null || times.isEmpty()) {
                    throw new IOException("the page in the browser has not seen a stream");
                }
                return Arrays.stream(times.split(",", -1)).map(Double::valueOf).toList();
            }
        } finally {
            delete(profile);
        }
    }

    private static List<String> command(Path browser, Path profile, String url) {
        return List.of(
                browser.toString(),
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--user-data-dir=" + profile,
                url);
    }

    private static String page() throws IOException {
        try (var page = BrowserPage.class.getResourceAsStream("first-part.html")) {
            return new String(Objects.requireNonNull(page).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            // A process of the browser's that ends late still writes; it lies in the report's folder.
        }
    }
}
