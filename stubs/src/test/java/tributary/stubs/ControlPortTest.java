package tributary.stubs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ControlPortTest {
    private Shop shop;
    private ControlPort control;
    private Curl curl;

    @BeforeEach
    void open() throws IOException {
        shop = Shop.start();
        control = ControlPort.start(shop, "127.0.0.1", 0);
        curl = new Curl();
    }

    @AfterEach
    void close() {
        curl.close();
        control.close();
        shop.close();
    }

    @Test
    void makes_a_service_slow_and_shows_it() throws Exception {
        assertThat(post("/reviews/slow?delay=250ms").statusCode()).isEqualTo(200);
        assertThat(shop.state("reviews")).isEqualTo(new ServiceState.Slow(Duration.ofMillis(250)));
        assertThat(curl.get(control.url()).body()).contains("slow, 250ms", shop.url("catalog"), "healthy");
        long start = System.nanoTime();
        curl.get(shop.url("reviews") + "/reviews?productId=7");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(250));
    }

    @Test
    void makes_a_service_fail_and_heals_it() throws Exception {
        assertThat(post("/reviews/fail?status=500").body()).contains("failing with 500");
        assertThat(curl.get(shop.url("reviews") + "/reviews").statusCode()).isEqualTo(500);
        assertThat(post("/reviews/heal").statusCode()).isEqualTo(200);
        assertThat(curl.get(shop.url("reviews") + "/reviews").statusCode()).isEqualTo(200);
    }

    @Test
    void kills_services_and_heals_them_all() throws Exception {
        post("/reviews/dead");
        post("/catalog/refuse");
        post("/accounts/fail?status=500&share=0.25");
        assertThat(shop.state("reviews")).isEqualTo(new ServiceState.Dead());
        assertThat(shop.state("catalog")).isEqualTo(new ServiceState.Refusing());
        assertThat(shop.state("accounts")).isEqualTo(new ServiceState.Failing(500, 0.25));
        assertThat(post("/heal").statusCode()).isEqualTo(200);
        assertThat(shop.services()).allMatch(name -> shop.state(name).equals(new ServiceState.Healthy()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/nobody/slow | one of catalog, reviews, accounts, inventory, orders",
                "/reviews/explode | slow, fail, dead, refuse and heal",
                "/reviews/slow?delay=2 | write 300ms, 2s or 1m",
                "/reviews/slow?delay=11m | at most 10m",
                "/reviews/slow?dealy=2s | there is delay",
                "/reviews/fail?status=200 | write 400 to 599",
                "/reviews/fail?share=0 | above 0 and at most 1",
                "/reviews/dead?now=1 | takes none",
                "/reviews | /SERVICE/SWITCH"
            })
    void says_what_is_possible_to_who_asks_for_something_else(String path, String said) throws Exception {
        var answer = post(path);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains(said);
        assertThat(shop.state("reviews")).isEqualTo(new ServiceState.Healthy());
    }

    @Test
    void wants_post_for_a_switch() throws Exception {
        var answer = curl.get(control.url() + "/reviews/dead");
        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.body()).contains("curl -X POST");
    }

    private HttpResponse<String> post(String path) throws IOException, InterruptedException {
        return curl.post(control.url() + path, "");
    }
}
