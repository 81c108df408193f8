package tributary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static tributary.TestGateway.json;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tributary.json.JsonObject;

/** The dashboard in a browser. Where there is none, or {@code CHROMIUM} does not name it, these are skipped. */
class DashboardPageTest {
    private static final String CONFIGURATION = """
            server: { host: 127.0.0.1, port: 0, drain: 1s }
            admin: { host: 127.0.0.1, port: 0 }
            services:
              catalog: { url: "${SHOP}" }
              reviews: { url: "${SHOP}", timeout: 200ms }
              sellers: { url: "${SHOP}", breaker: { failure-rate: 50%, window: 10s, min-calls: 2, open-for: 60s } }
            aggregates:
              GET /products/{id}/page:
                calls:
                  product: { get: "catalog:/products/{path.id}" }
                  reviews: { get: "reviews:/reviews", optional: true }
                  seller: { get: "sellers:/sellers/{product.seller}", optional: true }
              GET /products:
                calls:
                  first: { get: "catalog:/products/1" }
            telemetry: { slow: 10s }
            """;

    @TempDir
    Path folder;

    private static @Nullable Browser browser;

    private ServiceStub shop;
    private TestGateway gateway;

    @BeforeEach
    void start() throws Exception {
        Optional<Path> program = Browser.installed();
        assumeTrue(program.isPresent(), "no Chromium on this machine; the variable CHROMIUM may name one");
        shop = ServiceStub.start();
        shop.answers("/products/1", "{\"seller\": 3}");
        shop.answers("/sellers/3", 500, "{}");
        shop.answersAfter("/reviews", 1000, "[]");
        Files.writeString(folder.resolve("gateway.yaml"), CONFIGURATION);
        gateway = TestGateway.watching(folder.resolve("gateway.yaml"), Map.of("SHOP", shop.url()));
        if (browser == null) {
            browser = new Browser(program.get());
        } else {
            browser.anotherPage();
        }
        browser.screen(1280, 900);
        browser.open("http://127.0.0.1:" + gateway.gateway().adminPort() + "/");
        browser.await("document.getElementById('stream').textContent", "live"::equals);
    }

    /** Whatever a test does, the page complains of nothing and asks nobody but us. */
    @AfterEach
    void stop() throws Exception {
        if (gateway == null) {
            return;
        }
        try (ServiceStub services = shop;
                TestGateway running = gateway) {
            assertThat(services).isNotNull();
            assertThat(browser.complaints()).as("on the console").isEmpty();
            String ours = "http://127.0.0.1:" + running.gateway().adminPort() + "/";
            assertThat(browser.requests()).allMatch(url -> url.startsWith(ours) || url.equals("about:blank"));
        }
    }

    /** One for all tests, since it takes a second to start; each has a page of its own. */
    @AfterAll
    static void end() throws IOException {
        if (browser != null) {
            browser.close();
        }
    }

    private void ask(int times) throws Exception {
        for (int i = 0; i < times; i++) {
            assertThat(gateway.get("/products/1/page").statusCode()).isEqualTo(200);
        }
    }

    private static String cell(int row, int column) {
        return "document.querySelectorAll('#aggregate-rows tr.row')[%d].cells[%d].textContent".formatted(row, column);
    }

    @Test
    void shows_what_happens_while_it_happens() throws Exception {
        assertThat(browser.evaluate(cell(0, 0))).isEqualTo("GET /products/{id}/page");
        assertThat(browser.evaluate("document.querySelectorAll('canvas').length"))
                .isEqualTo("2");
        ask(3);
        browser.await(cell(0, 3), "100 %"::equals);
        browser.await(
                "document.getElementById('findings').textContent",
                text -> text.contains("sellers: its breaker is open")
                        && text.contains("missing: reviews of reviews, seller of sellers"));
        assertThat(browser.evaluate("document.title")).startsWith("(");
        browser.await("document.querySelectorAll('#request-rows tr.row').length", "3"::equals);
    }

    @Test
    void shows_what_is_done_again_and_again() throws Exception {
        browser.await(
                "document.getElementById('schedule-rows').textContent",
                text -> text.contains("configuration files") && text.contains(" ago"));
    }

    @Test
    void opens_a_plan_and_a_waterfall_by_keyboard() throws Exception {
        ask(1);
        browser.await("document.querySelectorAll('#request-rows tr.row').length", "1"::equals);
        assertThat(tabTo("GET /products/{id}/page"))
                .as("something is drawn around what has the focus")
                .isNotEqualTo("none");
        browser.press("Enter", 13, "\r");
        browser.await("document.querySelectorAll('.graph g.call').length", "3"::equals);
        // What is told is of the last ten seconds, and the tabulator may have taken longer.
        ask(1);
        browser.await("document.querySelector('.graph').textContent", text -> text.contains("100 % failed"));
        tabTo("GET /products/1/page");
        browser.press("Enter", 13, "\r");
        browser.await("document.querySelectorAll('.waterfall .lane').length", "3"::equals);
        browser.await(
                "document.querySelector('.waterfall').textContent",
                text -> text.contains("defaulted: timeout") && text.contains("after product"));
        browser.press("Enter", 13, "\r");
        browser.await("document.querySelectorAll('tr.detail:not([hidden])').length", "1"::equals);
    }

    /** The style of the outline around it. */
    private String tabTo(String text) throws Exception {
        for (int i = 0; i < 60; i++) {
            browser.press("Tab", 9, "");
            if (browser.evaluate("document.activeElement.textContent").equals(text)
                    && browser.evaluate("document.activeElement.tagName").equals("BUTTON")) {
                return browser.evaluate("getComputedStyle(document.activeElement).outlineStyle");
            }
        }
        throw new AssertionError("the tabulator never comes to " + text);
    }

    @Test
    void is_the_same_after_it_was_loaded_again() throws Exception {
        ask(2);
        browser.await(cell(0, 3), "100 %"::equals);
        browser.evaluate("document.querySelector('#aggregate-rows .opener').click()");
        browser.await("document.querySelectorAll('.graph g.call').length", "3"::equals);
        browser.evaluate("window.before = true");
        browser.reload();
        browser.await("window.before === undefined", "true"::equals);
        browser.await("document.querySelectorAll('.graph g.call').length", "3"::equals);
        browser.await("document.getElementById('stream').textContent", "live"::equals);
    }

    @Test
    void follows_a_configuration_that_changes() throws Exception {
        Path file = folder.resolve("gateway.yaml");
        Files.writeString(file, CONFIGURATION.replace("/products/{id}/page", "/things/{id}"));
        String generation = generation(200);
        browser.await(cell(0, 0), "GET /things/{id}"::equals);
        browser.await(
                "document.getElementById('identity').textContent",
                text -> text.contains("configuration " + generation));
        Files.writeString(file, CONFIGURATION.replace("timeout: 200ms", "timout: 200ms"));
        String kept = generation(422);
        browser.await("document.getElementById('config-errors').textContent", text -> text.contains("timout"));
        browser.await(
                "document.getElementById('findings').textContent",
                text -> text.contains("The configuration was refused with 1 error; generation " + kept + " goes on"));
    }

    /** That which serves after it was read again: the change may have been seen before by itself. */
    private String generation(int status) throws Exception {
        HttpResponse<String> answer = gateway.adminPost("/reload");
        assertThat(answer.statusCode()).isEqualTo(status);
        return Objects.requireNonNull(((JsonObject) json(answer.body())).get("generation"))
                .toString();
    }

    /** The configuration takes no such names for most things. The page does not rely on it. */
    @Test
    void shows_names_that_look_like_markup_as_they_are() throws Exception {
        String shown = browser.evaluate("""
                (async () => {
                  const evil = '<img src=x onerror="window.hacked = true"><script>window.hacked = true</script>';
                  const row = { name: evil, service: evil, answered: 1, failed: 1, skipped: 0, ok: 0, partial: 1, errors: 1,
                    refused: 1, shed: 1, left: 0, mean: 1, p50: 1, p95: 1, p99: 1, ends: { [`500 ${evil}`]: 1 }, breaker: evil,
                    events: { [evil]: 1 }, urls: [{ url: evil, outstanding: 1, ejected: true }], deadline: 1 };
                  const finding = { file: evil, line: 1, column: 1, message: evil };
                  const snapshot = { at: 1, started: 0, seconds: 10, version: evil, phase: evil, generation: 9, underWay: 1,
                    connections: 1, total: row, aggregates: [{ ...row, calls: [row] }], services: [row],
                    config: { outcome: 'refused', when: evil, cause: evil, errors: [finding], warnings: [finding] },
                    classes: { limited: true, tiers: { [evil]: { refused: 1 } }, limits: {}, priorities: { [evil]: { [evil]: 1 } } },
                    admission: { limit: 1, inFlight: 1, waiting: 1, pressure: evil, late: 1, bodyBytes: 1 },
                    schedules: [{ name: evil, lastRun: null, lastMs: 1, nextRun: null, runningSince: '1960-01-01T00:00:00Z', done: 1, failed: 1,
                      failuresInRow: 1, failure: evil }],
                    recent: [{ id: evil, kind: evil, began: 1, elapsed: 1, method: evil, path: evil, status: 200, outcome: evil,
                      blamed: [{ call: evil, service: evil, reason: evil, elapsed: 1 }] }] };
                  const plan = { deadlineMs: 1, stages: [[evil]], calls: [{ name: evil, service: evil, method: evil, url: evil,
                    stage: 0, optional: true, when: evil, waitsFor: [] }] };
                  const all = ['overview', 'aggregates', 'services', 'classes', 'requests', 'configuration', 'graph', 'schedules'];
                  const [o, a, s, c, r, f, g, d] = await Promise.all(all.map((name) => import(`/dashboard/${name}.js`)));
                  o.showOverview(snapshot);
                  a.showAggregates(snapshot);
                  s.showServices(snapshot);
                  c.showClasses(snapshot);
                  r.showRequests(snapshot);
                  f.showConfiguration(snapshot);
                  d.showSchedules(snapshot);
                  const box = document.createElement('div');
                  document.querySelector('main').append(box);
                  g.drawPlan(box, plan, snapshot.aggregates[0], 10, 9);
                  const seen = document.querySelector('main').textContent.split(evil).length;
                  return [seen > 20, document.querySelectorAll('main img, main script').length].join(' ');
                })()""");
        assertThat(shown).isEqualTo("true 0");
        assertThat(browser.evaluate("window.hacked")).isEqualTo("undefined");
    }

    @Test
    void fits_a_phone_and_follows_the_colours_that_are_preferred() throws Exception {
        String light = browser.evaluate("getComputedStyle(document.documentElement).backgroundColor");
        browser.prefersColours("dark");
        browser.await(
                "getComputedStyle(document.documentElement).backgroundColor",
                dark -> !dark.equals(light) && dark.equals("rgb(15, 18, 22)"));
        browser.screen(360, 740);
        ask(2);
        browser.await(cell(0, 3), "100 %"::equals);
        browser.evaluate("[...document.querySelectorAll('.opener')].forEach((each) => each.click())");
        browser.await("document.querySelectorAll('.waterfall .lane').length", count -> !count.equals("0"));
        browser.await("document.querySelectorAll('.graph g.call').length", "4"::equals);
        assertThat(browser.evaluate("document.documentElement.scrollWidth")).isEqualTo("360");
    }
}
