package tributary;

import static org.assertj.core.api.Assertions.assertThat;
import static tributary.EmittingGateway.BY_NUMBER;
import static tributary.EmittingGateway.counted;
import static tributary.EmittingGateway.lines;
import static tributary.Eventually.eventually;
import static tributary.PlainJson.at;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What webhooks are sent of what requests emit, and what becomes of what they do not take. */
class EventsWebhookTest {
    private static final String SECRET = "a-secret-of-some-length";

    @TempDir
    Path folder;

    /** As services that print their JSON for people answer. */
    @AutoClose
    private final ServiceStub service =
            ServiceStub.start().answers("/order", "{\n  \"id\": 7,\r\n  \"total\": 19.90\n}");

    /** One with a webhook: {@code keys} are more of its settings, {@code more} of its sink's. */
    private TestGateway gateway(String url, String keys, String more, String emit) throws Exception {
        String webhook = "{ webhook: { url: \"%s\", dead-letter: \"%s\", %s }, %s }";
        return EmittingGateway.start(service, webhook.formatted(url, file(), keys, more), emit);
    }

    private Path file() {
        return folder.resolve("audit.jsonl");
    }

    @Test
    void a_webhook_is_signed_and_told_the_events_id() throws Exception {
        try (WebhookStub hook = new WebhookStub();
                TestGateway gateway = gateway(
                        hook.url() + "/in/?a=b",
                        "secret: " + SECRET,
                        "",
                        "emit: { sink: sink, body: { order: \"{order}\" } }")) {
            gateway.get("/orders/7");
            WebhookStub.Received got =
                    eventually("posts", hook::all, all -> all.size() == 1).getFirst();
            assertThat(got.target()).isEqualTo("/in/?a=b");
            assertThat(PlainJson.read(got.body())).hasToString("{order={id=7, total=19.90}}");
            assertThat(got.headers()).containsEntry("content-type", "application/json");
            assertThat(got.headers().get("tributary-event-id")).matches("[0-9a-f]{32}");
            String signature = got.headers().get("tributary-signature");
            Matcher parts = Pattern.compile("t=([0-9]+),v1=([0-9a-f]{64})").matcher(signature);
            assertThat(parts.matches()).as(signature).isTrue();
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            byte[] expected = mac.doFinal((parts.group(1) + "." + got.body()).getBytes(StandardCharsets.UTF_8));
            assertThat(parts.group(2)).isEqualTo(HexFormat.of().formatHex(expected));
        }
    }

    @Test
    void what_a_webhook_will_never_take_is_kept_and_the_next_one_is_on() throws Exception {
        try (WebhookStub hook = new WebhookStub().answering(got -> got.body().contains("\"bad\"") ? 422 : 200);
                TestGateway gateway = gateway(hook.url(), "", "workers: 1", BY_NUMBER)) {
            gateway.get("/orders/7?n=bad");
            gateway.get("/orders/7?n=good");
            eventually("taken", hook::taken, all -> all.equals(List.of("{\"n\":\"good\"}")));
            Object letter = PlainJson.read(lines(file()).getFirst());
            assertThat(at(letter, "reason")).isEqualTo("status-422");
            assertThat(at(letter, "event")).hasToString("{n=bad}");
            assertThat(at(letter, "key")).isEqualTo("7");
            assertThat(at(letter, "sink")).isEqualTo("sink");
            eventually("written", () -> counted(gateway, "written"), count -> count == 2);
            assertThat(counted(gateway, "dead_lettered")).isEqualTo(1);
            assertThat(counted(gateway, "retries")).isZero();
        }
    }

    @Test
    void is_tried_so_often_and_then_kept() throws Exception {
        try (WebhookStub hook = new WebhookStub().answering(_ -> 503);
                TestGateway gateway = gateway(hook.url(), "retry: { attempts: 3, backoff: 1ms }", "", BY_NUMBER)) {
            gateway.get("/orders/7?n=1");
            String letter = eventually("letters", () -> lines(file()), all -> all.size() == 1)
                    .getFirst();
            assertThat(at(PlainJson.read(letter), "attempts")).hasToString("3");
            assertThat(hook.all())
                    .extracting(got -> got.headers().get("tributary-attempt"))
                    .containsExactly(null, "2", "3");
            assertThat(hook.all())
                    .extracting(got -> got.headers().get("tributary-event-id"))
                    .hasSize(3)
                    .containsOnly((String) at(PlainJson.read(letter), "id"));
        }
    }

    @Test
    void retry_after_is_heeded() throws Exception {
        AtomicInteger times = new AtomicInteger();
        Queue<Long> at = new ConcurrentLinkedQueue<>();
        try (WebhookStub hook = new WebhookStub().answering(_ -> {
                    at.add(System.nanoTime());
                    return times.incrementAndGet() == 1 ? 429 : 200;
                });
                TestGateway gateway = gateway(hook.url(), "retry: { backoff: 1ms }", "", BY_NUMBER)) {
            gateway.get("/orders/7?n=1");
            eventually("taken", hook::taken, all -> all.size() == 1);
            long first = at.remove();
            assertThat(at.remove() - first).isGreaterThan(900_000_000L);
        }
    }

    @Test
    void retry_after_holds_a_lane_no_longer_than_an_event_may_grow_old() throws Exception {
        try (WebhookStub hook = new WebhookStub()
                        .answering(got -> got.body().contains("\"1\"") ? 429 : 200)
                        .retryingAfter("999999999");
                TestGateway gateway = gateway(hook.url(), "retry: { attempts: 1, for: 1s }", "", BY_NUMBER)) {
            gateway.get("/orders/7?n=1");
            gateway.get("/orders/7?n=2");
            eventually("taken", hook::taken, all -> all.equals(List.of("{\"n\":\"2\"}")));
            assertThat(lines(file())).hasSize(1);
        }
    }

    @Test
    void a_webhook_that_timed_out_on_the_request_gets_it_again() throws Exception {
        AtomicInteger times = new AtomicInteger();
        try (WebhookStub hook = new WebhookStub().answering(_ -> times.incrementAndGet() == 1 ? 408 : 200);
                TestGateway gateway = gateway(hook.url(), "retry: { backoff: 1ms }", "", BY_NUMBER)) {
            gateway.get("/orders/7?n=1");
            eventually("taken", hook::taken, all -> all.size() == 1);
            assertThat(lines(file())).isEmpty();
        }
    }

    @Test
    void a_webhook_that_is_down_for_a_while_loses_nothing_keeps_the_order_and_slows_nobody() throws Exception {
        int keys = 8;
        AtomicInteger sent = new AtomicInteger();
        Queue<String> wrong = new ConcurrentLinkedQueue<>();
        try (ClosedPort closed = new ClosedPort();
                TestGateway gateway = gateway(closed.url(), "retry: { backoff: 20ms }", "workers: 4", BY_NUMBER)) {
            AtomicBoolean going = new AtomicBoolean(true);
            List<Thread> clients = new ArrayList<>();
            for (int key = 0; key < keys; key++) {
                int mine = key;
                clients.add(Thread.startVirtualThread(() -> {
                    for (int n = 0; going.get() && n < 1000; n++) {
                        try {
                            int status = gateway.get("/orders/" + mine + "?n=" + (mine * 10_000 + n))
                                    .statusCode();
                            sent.incrementAndGet();
                            if (status != 200) {
                                wrong.add("status " + status);
                            }
                        } catch (IOException | InterruptedException e) {
                            wrong.add(e.toString());
                        }
                    }
                }));
            }
            eventually("requests while nobody listens", sent::get, count -> count > 200);
            eventually("its failure", () -> gateway.admin("/health").body(), body -> body.contains("connect-failed"));
            assertThat(gateway.admin("/health/ready").statusCode()).isEqualTo(200);
            try (WebhookStub hook = new WebhookStub(closed.port())) {
                int before = sent.get();
                eventually("requests while it listens", sent::get, count -> count > before + 200);
                going.set(false);
                for (Thread client : clients) {
                    client.join();
                }
                assertThat(wrong).isEmpty();
                eventually("events", () -> new HashSet<>(hook.taken()).size(), count -> count == sent.get());
                int[] last = new int[keys];
                for (String body : hook.taken()) {
                    int n = Integer.parseInt(body.replaceAll("\\D", ""));
                    assertThat(n).isGreaterThanOrEqualTo(last[n / 10_000]);
                    last[n / 10_000] = n;
                }
                eventually("written", () -> counted(gateway, "written"), count -> count == sent.get());
                assertThat(counted(gateway, "offered")).isEqualTo(sent.get());
                assertThat(counted(gateway, "dead_lettered")).isZero();
                assertThat(counted(gateway, "retries")).isPositive();
            }
        }
    }

    @Test
    void who_waits_for_room_gets_it() throws Exception {
        CountDownLatch held = new CountDownLatch(1);
        try (WebhookStub hook = new WebhookStub().answering(_ -> {
                    try {
                        return held.await(60, TimeUnit.SECONDS) ? 200 : 500;
                    } catch (InterruptedException e) {
                        return 500;
                    }
                });
                TestGateway gateway = gateway(hook.url(), "timeout: 20s", "queue: 2, when-full: block", BY_NUMBER)) {
            gateway.get("/orders/7?n=1");
            gateway.get("/orders/7?n=2");
            AtomicInteger status = new AtomicInteger();
            Thread third = Thread.startVirtualThread(() -> {
                try {
                    status.set(gateway.get("/orders/7?n=3").statusCode());
                } catch (IOException | InterruptedException e) {
                    status.set(-1);
                }
            });
            eventually("calls", service::targets, all -> all.size() == 3);
            assertThat(gateway.gateway().overload().inFlight()).isLessThanOrEqualTo(1);
            held.countDown();
            third.join();
            assertThat(status).hasValue(200);
            eventually("taken", hook::taken, all -> all.size() == 3);
        }
    }

    @Test
    void what_a_webhook_has_not_taken_in_the_end_is_kept() throws Exception {
        try (WebhookStub hook = new WebhookStub().answering(_ -> 503)) {
            try (TestGateway gateway = gateway(hook.url(), "", "", BY_NUMBER)) {
                for (int i = 0; i < 20; i++) {
                    gateway.get("/orders/" + i + "?n=" + i);
                }
            }
            List<String> letters = lines(file());
            assertThat(letters).hasSize(20).allSatisfy(line -> assertThat(line).contains("\"reason\":\"stopped\""));
        }
    }

    @Test
    void what_a_webhook_has_not_taken_in_the_end_is_kept_however_much_it_is() throws Exception {
        String emit = BY_NUMBER.substring("emit: ".length());
        String twenty = "emit:\n" + ("  - " + emit + "\n").repeat(20);
        try (WebhookStub hook = new WebhookStub().answering(_ -> 503)) {
            try (TestGateway gateway = gateway(hook.url(), "", "", twenty)) {
                for (int i = 0; i < 250; i++) {
                    gateway.get("/orders/" + i + "?n=" + i);
                }
            }
        }
        assertThat(lines(file())).hasSize(5000).doesNotHaveDuplicates();
    }
}
