package tributary.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {
    @ParameterizedTest
    @CsvSource({
        "1.2.3.4, 1.2.3.4",
        "0.0.0.0, 0.0.0.0",
        "255.255.255.255, 255.255.255.255",
        "::, ::",
        "::1, ::1",
        "1::, 1::",
        "2001:DB8::A, 2001:db8::a",
        "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "1:0002:3:4:5:6:7:8, 1:2:3:4:5:6:7:8",
        "::ffff:1.2.3.4, 1.2.3.4",
        "::FFFF:102:304, 1.2.3.4",
        "0:0:0:0:0:ffff:1.2.3.4, 1.2.3.4",
        "64:ff9b::192.0.2.33, 64:ff9b::c000:221",
        "1:2:3:4:5:6:7.8.9.10, 1:2:3:4:5:6:708:90a",
    })
    void reads_and_writes(String text, String canonical) {
        assertThat(Address.parse(text)).hasToString(canonical);
        assertThat(Address.parse(canonical)).isEqualTo(Address.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "1",
                "1.2.3",
                "1.2.3.4.5",
                "1.2.3.256",
                "01.2.3.4",
                "1.2.3.04",
                "1.2.3.",
                ".1.2.3",
                "1..2.3",
                "0x1.2.3.4",
                " 1.2.3.4",
                "1.2.3.4 ",
                "1.2.3.-4",
                "+1.2.3.4",
                "1.2.3.4/8",
                "1.2.3.4:80",
                "localhost",
                "unknown",
                "_hidden",
                ":",
                ":::",
                "1:2",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "1::2::3",
                "1:2:3:4:5:6:7::8",
                "12345::",
                "g::",
                "::1%eth0",
                "[::1]",
                "1.2.3.4::",
                "::1.2.3",
                "::1.2.3.4:5",
                "1:2:3:4:5:6:7:1.2.3.4",
                ":1::2",
                "1::2:",
                "::٣",
                "１.2.3.4"
            })
    void takes_nothing_else(String text) {
        assertThat(Address.parse(text)).isNull();
    }

    @Test
    void agrees_with_the_jdk_on_any_address() throws UnknownHostException {
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextBoolean() ? 4 : 16];
            random.nextBytes(bytes);
            for (int j = 0; j < bytes.length; j++) {
                bytes[j] = bytes.length == 16 && random.nextInt(3) > 0 ? 0 : bytes[j];
            }
            InetAddress jdk = InetAddress.getByAddress(bytes);
            Address address = Address.of(jdk);
            assertThat(Address.parse(jdk.getHostAddress())).isEqualTo(address);
            assertThat(InetAddress.getByName(address.toString())).isEqualTo(jdk);
        }
    }

    @Test
    void any_text_is_an_address_or_not() {
        Random random = new Random(11);
        String signs = "0123456789abcdef:::...[]%/ gx-";
        for (int i = 0; i < 100_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(50); length > 0; length--) {
                text.append(signs.charAt(random.nextInt(signs.length())));
            }
            Address address = Address.parse(text.toString());
            if (address != null) {
                assertThat(Address.parse(address.toString())).isEqualTo(address);
            }
        }
    }

    @Test
    void the_holder_of_an_ipv6_address_has_a_whole_64() {
        assertThat(Address.parse("2001:db8:1:2:3:4:5:6").holder()).hasToString("2001:db8:1:2::");
        assertThat(Address.parse("::ffff:1.2.3.4").holder()).hasToString("1.2.3.4");
    }
}
