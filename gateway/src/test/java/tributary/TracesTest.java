package tributary;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static org.assertj.core.api.Assertions.assertThat;
import static tributary.CollectorStub.attributes;
import static tributary.CollectorStub.hex;
import static tributary.Eventually.eventually;

import com.github.tomakehurst.wiremock.http.Fault;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests as a collector of OpenTelemetry gets to see them. */
class TracesTest {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String PARENT = "b7ad6b7169203331";
    private static final String SECTIONS = """
            telemetry: { otlp: "${COLLECTOR}", sampling: SHARE, otlp-headers: { x-token: "abc" } }
            services:
              shop: { url: "${SHOP}", timeout: 1s, retry: { attempts: 2, backoff: 1ms, budget: 100% } }
              slow: { url: "${SHOP}", timeout: 1s, hedge: { after: 50ms, budget: 100% } }
            aggregates:
              GET /page/{id}:
                deadline: 20s
                calls:
                  product: { get: "shop:/products/{path.id}" }
                  same: { get: "shop:/products/{path.id}" }
                  again: { get: "shop:/again" }
                  stock: { for-each: "{product.skus}", get: "shop:/stock/{item}" }
                  seller: { get: "slow:/sellers/{product.seller}" }
                  reviews: { get: "shop:/reviews", optional: true }
                  never: { get: "shop:/never", when: "{product.never}" }
              GET /bad: { calls: { gone: { get: "shop:/gone" } } }
            """;

    private ServiceStub shop;
    private CollectorStub collector;

    @BeforeEach
    void open() throws Exception {
        shop = ServiceStub.start();
        collector = CollectorStub.start();
        shop.answers("/products/7", "{\"seller\": 3, \"skus\": [1, 2, 1]}");
        shop.answers("/stock/1", "10");
        shop.answers("/stock/2", "20");
        shop.answers("/reviews", 500, "{}");
        shop.answers("/gone", 404, "{}");
        // The first is not waited for: the one beside it answers.
        shop.answersOnceThen(
                "/sellers/3",
                aResponse().withFixedDelay(15_000).withBody("{}"),
                aResponse().withBody("{\"name\": \"Ada\"}"));
        shop.answersOnceThen(
                "/again",
                aResponse().withFault(Fault.EMPTY_RESPONSE),
                aResponse().withBody("1"));
    }

    @AfterEach
    void close() {
        collector.close();
        shop.close();
    }

    private TestGateway gateway(String share) throws Exception {
        return TestGateway.start(
                SECTIONS.replace("SHARE", share), Map.of("SHOP", shop.url(), "COLLECTOR", collector.url()));
    }

    private static String traceparent(String flags) {
        return "00-" + TRACE + "-" + PARENT + "-" + flags;
    }

    private List<Span> spans(int atLeast) throws Exception {
        return eventually("spans", collector::spans, all -> all.size() >= atLeast);
    }

    private static Span named(List<Span> spans, String name) {
        return spans.stream()
                .filter(each -> each.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static List<Span> below(List<Span> spans, Span parent) {
        return spans.stream()
                .filter(each -> each.getParentSpanId().equals(parent.getSpanId()))
                .toList();
    }

    @Test
    void a_page_is_a_tree_of_its_calls_and_their_attempts_below_the_clients_span() throws Exception {
        try (TestGateway gateway = gateway("0%")) {
            assertThat(gateway.get("/page/7?secret=x", "traceparent", traceparent("01"), "tracestate", "a=b")
                            .statusCode())
                    .isEqualTo(200);
        }
        List<Span> spans = spans(1);
        assertThat(spans).allSatisfy(each -> {
            assertThat(hex(each.getTraceId())).isEqualTo(TRACE);
            assertThat(each.getTraceState()).isEqualTo("a=b");
            assertThat(each.getEndTimeUnixNano()).isGreaterThanOrEqualTo(each.getStartTimeUnixNano());
            assertThat(each.toString()).doesNotContain("secret");
        });
        Span page = named(spans, "GET /page/{id}");
        assertThat(hex(page.getParentSpanId())).isEqualTo(PARENT);
        assertThat(page.getKind()).isEqualTo(SpanKind.SPAN_KIND_SERVER);
        assertThat(page.getFlags()).isEqualTo(0x301);
        assertThat(attributes(page))
                .containsEntry("http.request.method", "GET")
                .containsEntry("http.route", "/page/{id}")
                .containsEntry("url.path", "/page/7")
                .containsEntry("url.scheme", "http")
                .containsEntry("http.response.status_code", "200")
                .containsEntry("network.protocol.version", "1.1")
                .containsEntry("tributary.outcome", "partial")
                .doesNotContainKey("error.type");
        assertThat(below(spans, page))
                .extracting(Span::getName)
                .containsExactly("product", "same", "again", "stock", "seller", "reviews", "never");
        assertThat(spans).extracting(Span::getSpanId).doesNotHaveDuplicates();

        // What a service was told is its attempt's span.
        Set<String> attempts = spans.stream()
                .filter(each -> each.getKind() == SpanKind.SPAN_KIND_CLIENT)
                .map(each -> "00-" + TRACE + "-" + hex(each.getSpanId()) + "-01")
                .collect(Collectors.toSet());
        assertThat(shop.requests()).allSatisfy(each -> assertThat(attempts).contains(each.getHeader("traceparent")));
    }

    @Test
    void retries_hedges_elements_and_failures_can_be_told_apart() throws Exception {
        try (TestGateway gateway = gateway("100%")) {
            assertThat(gateway.get("/page/7").statusCode()).isEqualTo(200);
        }
        List<Span> spans = spans(1);
        List<Span> again = below(spans, named(spans, "again"));
        assertThat(again).hasSize(2);
        assertThat(attributes(again.getFirst()))
                .containsEntry("error.type", "reset")
                .doesNotContainKeys("http.request.resend_count", "http.response.status_code");
        assertThat(attributes(again.getLast()))
                .containsEntry("http.request.resend_count", "1")
                .containsEntry("http.response.status_code", "200")
                .containsEntry("server.address", "127.0.0.1")
                .containsEntry("server.port", shop.url().substring(shop.url().lastIndexOf(':') + 1));

        Span stock = named(spans, "stock");
        assertThat(below(spans, stock)).hasSize(2);
        assertThat(attributes(stock))
                .containsEntry("tributary.attempts", "2")
                .containsEntry("tributary.requests", "2")
                .containsEntry("tributary.outcome", "answered");

        // Whichever of the two came first was sent.
        assertThat(List.of("product", "same").stream()
                        .map(name -> attributes(named(spans, name)).getOrDefault("tributary.coalesced", "0")))
                .containsExactlyInAnyOrder("0", "1");

        List<Span> seller = below(spans, named(spans, "seller"));
        assertThat(seller).hasSize(2);
        assertThat(seller.stream().map(each -> attributes(each).getOrDefault("tributary.hedge", "false")))
                .containsExactlyInAnyOrder("true", "false");
        assertThat(seller.stream().map(each -> attributes(each).get("tributary.outcome")))
                .containsExactlyInAnyOrder("answered", "cancelled");
        assertThat(seller)
                .allSatisfy(each -> assertThat(each.getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_UNSET));

        Span reviews = named(spans, "reviews");
        assertThat(reviews.getKind()).isEqualTo(SpanKind.SPAN_KIND_INTERNAL);
        assertThat(reviews.getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_ERROR);
        assertThat(attributes(reviews))
                .containsEntry("tributary.service", "shop")
                .containsEntry("tributary.optional", "true")
                .containsEntry("tributary.outcome", "defaulted")
                .containsEntry("error.type", "bad-status");
        assertThat(attributes(below(spans, reviews).getFirst())).containsEntry("error.type", "500");

        Span never = named(spans, "never");
        assertThat(below(spans, never)).isEmpty();
        assertThat(attributes(never)).containsEntry("tributary.outcome", "skipped");
    }

    @Test
    void what_is_refused_or_fails_has_a_span_too() throws Exception {
        try (TestGateway gateway = gateway("100%")) {
            shop.answers("/gone", 500, "{}");
            assertThat(gateway.get("/bad").statusCode()).isEqualTo(502);
            assertThat(gateway.get("/nothing/here").statusCode()).isEqualTo(404);
            assertThat(gateway.send("BREW", "/nothing", "").statusCode()).isEqualTo(404);
        }
        List<Span> spans = spans(1);
        Span bad = named(spans, "GET /bad");
        assertThat(bad.getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_ERROR);
        assertThat(bad.getParentSpanId().isEmpty()).isTrue();
        assertThat(bad.getFlags()).isEqualTo(0x101);
        assertThat(attributes(bad)).containsEntry("error.type", "bad-status");
        Span nothing = spans.stream()
                .filter(each -> "/nothing/here".equals(attributes(each).get("url.path")))
                .findFirst()
                .orElseThrow();
        assertThat(nothing.getName()).isEqualTo("GET");
        assertThat(nothing.getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_UNSET);
        assertThat(attributes(nothing))
                .containsEntry("tributary.outcome", "not-found")
                .doesNotContainKey("http.route");
        assertThat(attributes(named(spans, "HTTP")))
                .containsEntry("http.request.method", "_OTHER")
                .containsEntry("http.request.method_original", "BREW");
    }

    @Test
    void a_clients_decision_is_kept_and_the_share_decides_for_the_others() throws Exception {
        try (TestGateway none = gateway("0%")) {
            none.get("/bad");
            none.get("/bad", "traceparent", traceparent("00"));
        }
        assertThat(collector.asked()).isZero();
        try (TestGateway all = gateway("100%")) {
            all.get("/bad", "traceparent", traceparent("00"));
            all.get("/bad");
        }
        assertThat(spans(1).stream().filter(each -> each.getKind() == SpanKind.SPAN_KIND_SERVER))
                .singleElement()
                .satisfies(each -> assertThat(hex(each.getTraceId())).isNotEqualTo(TRACE));
    }

    @Test
    void says_who_sends_it() throws Exception {
        try (TestGateway gateway = gateway("100%")) {
            gateway.get("/bad");
        }
        assertThat(spans(1)).isNotEmpty();
        assertThat(collector.resource())
                .containsEntry("service.name", "tributary")
                .containsKeys("service.version", "service.instance.id");
        assertThat(collector.headers().getFirst())
                .containsEntry("X-token", List.of("abc"))
                .containsEntry("Content-type", List.of("application/x-protobuf"));
    }
}
