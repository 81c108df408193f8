package tributary.perf.flame;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ClosedLoopTest {
    @Test
    void the_service_answers_everything_with_its_document() throws Exception {
        try (StaticService service = StaticService.start("{\"a\":\"ä\"}");
                HttpClient client = HttpClient.newHttpClient()) {
            for (String path : new String[] {"/one", "/two"}) {
                var answer =
                        client.send(HttpRequest.newBuilder(url(service, path)).build(), BodyHandlers.ofString());
                assertThat(answer.body()).isEqualTo("{\"a\":\"ä\"}");
                assertThat(answer.headers().firstValue("content-type")).contains("application/json");
            }
        }
    }

    @Test
    void clients_ask_until_they_are_closed() throws Exception {
        try (StaticService service = StaticService.start("{}")) {
            ClosedLoop loop = ClosedLoop.on(url(service, "/"), 4);
            while (loop.answered() < 20) {
                Thread.onSpinWait();
            }
            loop.close();
            assertThat(loop.failed()).isZero();
            long answered = loop.answered();
            assertThat(loop.answered()).isEqualTo(answered).isGreaterThanOrEqualTo(20);
        }
    }

    private static URI url(StaticService service, String path) {
        return URI.create("http://127.0.0.1:" + service.port() + path);
    }
}
