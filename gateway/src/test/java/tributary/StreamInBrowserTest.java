package tributary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tributary.stubs.ControlPort;
import tributary.stubs.Shop;

/** The demo's page in a browser, from an origin of its own. Without a Chromium it is skipped. */
class StreamInBrowserTest {
    @Test
    void the_demos_page_shows_each_part_as_it_comes() throws Exception {
        Optional<Path> program = Browser.installed();
        assumeTrue(program.isPresent(), "no Chromium on this machine; the variable CHROMIUM may name one");
        try (Shop shop = Shop.start();
                ControlPort control = ControlPort.start(shop, "127.0.0.1", 0)) {
            Map<String, String> environment = new HashMap<>();
            for (String service : shop.services()) {
                environment.put(service.toUpperCase(Locale.ROOT) + "_URL", shop.url(service));
            }
            environment.put("STUBS_URL", control.url());
            String configuration = Files.readString(Path.of("../config/gateway.yaml"))
                    .replace("port: 8080", "port: 0")
                    .replace("port: 9090", "port: 0")
                    .replaceAll("deadline: \\d+ms", "deadline: 20s")
                    .replaceAll("timeout: \\d+ms", "timeout: 15s");
            try (TestGateway gateway = TestGateway.of(configuration, environment);
                    Browser browser = new Browser(program.get())) {
                String there = URLEncoder.encode(gateway.uri("").toString(), StandardCharsets.UTF_8);
                browser.open(control.url() + "/page?gateway=" + there);
                browser.await("document.getElementById('state').textContent", text -> text.equals("done: ok"));
                // Of a slow service only what needs it comes late.
                browser.evaluate("""
                        (() => {
                          const slow = document.querySelector('[data-switch^="/reviews"]');
                          // Slower than the page has it, so that whoever looks sees it happen.
                          slow.dataset.switch = '/reviews/slow?delay=3s';
                          slow.click();
                        })()""");
                browser.await("'title' in came && !('end' in came)", text -> text.equals("true"));
                browser.await("document.getElementById('state').textContent", text -> text.equals("done: ok"));
                assertThat(browser.evaluate("came.title < came.reviews && came.seller < came.reviews"))
                        .isEqualTo("true");
                assertThat(browser.complaints()).isEmpty();
                // A browser takes gzip, so that all this came packed.
                assertThat(gateway.admin("/metrics").body())
                        .doesNotContain("tributary_compression_plain_bytes_total 0");
            }
        }
    }
}
