package tributary;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import java.util.List;

/** A WireMock service on a free port that answers by path. */
final class ServiceStub implements AutoCloseable {
    private final WireMockServer server =
            new WireMockServer(options().bindAddress("127.0.0.1").dynamicPort().containerThreads(600));

    private ServiceStub() {
        server.start();
    }

    static ServiceStub start() {
        return new ServiceStub();
    }

    String url() {
        return "http://127.0.0.1:" + server.port();
    }

    ServiceStub answers(String path, String json) {
        return answers(path, 200, json);
    }

    ServiceStub answers(String path, int status, String json) {
        return answers(
                path,
                aResponse()
                        .withStatus(status)
                        .withHeader("Content-Type", "application/json")
                        .withBody(json));
    }

    ServiceStub answersAfter(String path, int millis, String json) {
        return answers(path, aResponse().withFixedDelay(millis).withBody(json));
    }

    ServiceStub answers(String path, ResponseDefinitionBuilder response) {
        server.stubFor(any(urlPathEqualTo(path)).willReturn(response));
        return this;
    }

    /** The first request is answered otherwise than those that follow. */
    ServiceStub answersOnceThen(String path, ResponseDefinitionBuilder once, ResponseDefinitionBuilder then) {
        server.stubFor(any(urlPathEqualTo(path))
                .inScenario(path)
                .whenScenarioStateIs(Scenario.STARTED)
                .willReturn(once)
                .willSetStateTo("asked"));
        server.stubFor(any(urlPathEqualTo(path))
                .inScenario(path)
                .whenScenarioStateIs("asked")
                .willReturn(then));
        return this;
    }

    /** What was asked of it, in order. */
    List<LoggedRequest> requests() {
        return server.findAll(com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor(anyUrl()));
    }

    List<String> targets() {
        return requests().stream().map(LoggedRequest::getUrl).toList();
    }

    @Override
    public void close() {
        server.stop();
    }
}
