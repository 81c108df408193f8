package tributary.edge.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tributary.plan.Address;
import tributary.plan.Network;

class OriginTest {
    private static final Origin ORIGIN = new Origin(
            Stream.of("10.0.0.0/8", "2001:db8:ffff::/48").map(Network::around).toList());
    private static final String PROXY = "10.0.0.1";

    private static String origin(String peer, List<String> forwarded, List<String> forwardedFor) {
        return ORIGIN.of(Address.parse(peer), forwarded, forwardedFor).toString();
    }

    /** Several fields are written with a bar between them. */
    private static List<String> fields(String text) {
        return text == null ? List.of() : Arrays.asList(text.split("\\|", -1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '~',
            value = {
                // who asks; what X-Forwarded-For says; the address
                "203.0.113.9; 198.51.100.1; 203.0.113.9",
                "10.0.0.1; ; 10.0.0.1",
                "10.0.0.1; ~~; 10.0.0.1",
                "10.0.0.1; 198.51.100.1; 198.51.100.1",
                "::ffff:10.0.0.1; 198.51.100.1; 198.51.100.1",
                "2001:db8:ffff::1; 198.51.100.1; 198.51.100.1",
                "10.0.0.1; 1.1.1.1, 198.51.100.1; 198.51.100.1",
                "10.0.0.1; 1.1.1.1,198.51.100.1, 10.9.9.9\t; 198.51.100.1",
                "10.0.0.1; 1.1.1.1|198.51.100.1|10.9.9.9; 198.51.100.1",
                "10.0.0.1; 198.51.100.1:4711; 198.51.100.1",
                "10.0.0.1; 2001:db8::1; 2001:db8::1",
                "10.0.0.1; [2001:db8::1]; 2001:db8::1",
                "10.0.0.1; [2001:db8::1]:443; 2001:db8::1",
                "10.0.0.1; ::ffff:198.51.100.1; 198.51.100.1",
                "10.0.0.1; 198.51.100.1,,, ,; 198.51.100.1",
                // nobody certain but the last proxy
                "10.0.0.1; unknown; 10.0.0.1",
                "10.0.0.1; 1.1.1.1, unknown; 10.0.0.1",
                "10.0.0.1; 1.1.1.1, garbage, 10.2.2.2; 10.2.2.2",
                "10.0.0.1; 10.3.3.3, 10.2.2.2; 10.3.3.3",
                "10.0.0.1; 198.51.100.1:; 10.0.0.1",
                "10.0.0.1; 198.51.100.1:123456; 10.0.0.1",
                "10.0.0.1; [198.51.100.1]; 10.0.0.1",
                "10.0.0.1; [2001:db8::1; 10.0.0.1",
                "10.0.0.1; [2001:db8::1]443; 10.0.0.1",
                "10.0.0.1; \"198.51.100.1\"; 10.0.0.1",
                "10.0.0.1; for=198.51.100.1; 10.0.0.1",
            })
    void x_forwarded_for(String peer, String field, String address) {
        assertThat(origin(peer, List.of(), fields(field)))
                .isEqualTo(Address.parse(address).toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '@',
            quoteCharacter = '~',
            value = {
                "for=198.51.100.1 @ 198.51.100.1",
                "For=\"198.51.100.1:4711\";proto=https;by=203.0.113.43 @ 198.51.100.1",
                "proto=http;for=\"[2001:db8:cafe::17]:4711\" @ 2001:db8:cafe::17",
                "for=\"[2001:db8:cafe::17]\" @ 2001:db8:cafe::17",
                "for=\"198.51.100.1:_hidden-port\" @ 198.51.100.1",
                "for=1.1.1.1, for=198.51.100.1,for=10.1.1.1 @ 198.51.100.1",
                "for=1.1.1.1|for=198.51.100.1|for=10.1.1.1 @ 198.51.100.1",
                "for=\"198.51.100.1\";;host=\"a,b;c=\\\"d\" @ 198.51.100.1",
                "for=198.51.100.1;host=\"x=\" @ 198.51.100.1",
                "for=1.1.1.1, for=198.51.100.1;host=\"a, for=2.2.2.2\" @ 198.51.100.1",
                "for=\"198.51\\.100.1\" @ 198.51.100.1",
                // What is wrong on the left is not read.
                "for=\", for=198.51.100.1 @ 198.51.100.1",
                ";;;=, for=198.51.100.1 @ 198.51.100.1",
                "for=\"1.1.1.1|for=198.51.100.1 @ 198.51.100.1",
                // nobody certain but the last proxy
                "for=unknown @ 10.0.0.1",
                "for=_SEVKISEK @ 10.0.0.1",
                "for=1.1.1.1, for=unknown @ 10.0.0.1",
                "for=1.1.1.1, for=_hidden, for=10.7.7.7 @ 10.7.7.7",
                "by=10.0.0.1;proto=http @ 10.0.0.1",
                "for=1.1.1.1;for=2.2.2.2 @ 10.0.0.1",
                "for=1.1.1.1;FOR=1.1.1.1 @ 10.0.0.1",
                "for = 198.51.100.1 @ 10.0.0.1",
                "for=198.51.100.1; proto=http @ 10.0.0.1",
                "for=198.51.100.1:80 @ 10.0.0.1",
                "for=[2001:db8::1] @ 10.0.0.1",
                "for=2001:db8::1 @ 10.0.0.1",
                "for=\"2001:db8::1\" @ 10.0.0.1",
                "for=\"198.51.100.1 @ 10.0.0.1",
                "for=198.51.100.1\" @ 10.0.0.1",
                "for=\"198.51.100.1\"x @ 10.0.0.1",
                "for=\"198.51.100.1\\\" @ 10.0.0.1",
                "for= @ 10.0.0.1",
                "for @ 10.0.0.1",
                "=198.51.100.1 @ 10.0.0.1",
                "198.51.100.1 @ 10.0.0.1",
                "\" @ 10.0.0.1",
                "=\" @ 10.0.0.1",
            })
    void forwarded(String field, String address) {
        assertThat(origin(PROXY, fields(field), List.of())).isEqualTo(address);
    }

    @Test
    void of_both_fields_neither_is_believed_unless_they_agree() {
        assertThat(origin(PROXY, List.of("for=1.1.1.1"), List.of("198.51.100.1")))
                .isEqualTo(PROXY);
        assertThat(origin(PROXY, List.of("for=198.51.100.1"), List.of("1.1.1.1, 198.51.100.1")))
                .isEqualTo("198.51.100.1");
        assertThat(origin("203.0.113.9", List.of("for=1.1.1.1"), List.of("1.1.1.1")))
                .isEqualTo("203.0.113.9");
    }

    @Test
    void ten_thousand_elements_cost_no_more_than_the_last() {
        String many = String.join(",", Collections.nCopies(10_000, "1.1.1.1"));
        assertThat(origin(PROXY, List.of(), List.of(many + ",198.51.100.1"))).isEqualTo("198.51.100.1");
        List<String> fields = new ArrayList<>(Collections.nCopies(10_000, "for=1.1.1.1"));
        fields.add("for=198.51.100.1");
        assertThat(origin(PROXY, fields, List.of())).isEqualTo("198.51.100.1");
    }

    @Test
    void no_more_than_64_hops_are_followed() {
        String far = "198.51.100.1" + ", 10.2.2.2".repeat(10_000);
        assertThat(origin(PROXY, List.of(), List.of(far))).isEqualTo("10.2.2.2");
        String near = "198.51.100.1" + ", 10.2.2.2".repeat(63);
        assertThat(origin(PROXY, List.of(), List.of(near))).isEqualTo("198.51.100.1");
        assertThat(origin(PROXY, List.of(), List.of("198.51.100.1" + ",".repeat(10_000))))
                .isEqualTo(PROXY);
    }

    /** Whatever a client writes: the proxy adds its address on the right, and that is what counts. */
    @Test
    void no_forgery_shifts_what_a_proxy_adds() {
        Random random = new Random(5);
        String[] pieces = {
            "for=",
            "\"",
            ",",
            ";",
            "=",
            "\\",
            " ",
            "1.1.1.1",
            "10.0.0.2",
            "[::1]",
            "unknown",
            "_x",
            "by=",
            ":80",
            "\t",
            "é"
        };
        for (int i = 0; i < 50_000; i++) {
            StringBuilder forged = new StringBuilder();
            for (int length = random.nextInt(12); length > 0; length--) {
                forged.append(pieces[random.nextInt(pieces.length)]);
            }
            assertThat(origin(PROXY, List.of(forged + ", for=\"198.51.100.1:9\";host=\"a,b\""), List.of()))
                    .as(forged::toString)
                    .isEqualTo("198.51.100.1");
            assertThat(origin(PROXY, List.of(forged.toString(), "for=198.51.100.1"), List.of()))
                    .isEqualTo("198.51.100.1");
            assertThat(origin(PROXY, List.of(), List.of(forged + ",198.51.100.1")))
                    .isEqualTo("198.51.100.1");
            assertThat(origin("203.0.113.9", List.of(forged.toString()), List.of(forged.toString())))
                    .isEqualTo("203.0.113.9");
            assertThat(ORIGIN.of(Address.parse(PROXY), List.of(forged.toString()), List.of()))
                    .isNotNull();
        }
    }
}
