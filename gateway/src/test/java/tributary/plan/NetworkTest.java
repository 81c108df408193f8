package tributary.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkTest {
    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.0.1, true",
        "10.0.0.0/8, 11.0.0.0, false",
        "10.0.0.0/8, ::ffff:10.1.1.1, true",
        "10.1.2.3, 10.1.2.3, true",
        "10.1.2.3, 10.1.2.4, false",
        "0.0.0.0/0, 200.1.2.3, true",
        "0.0.0.0/0, ::1, false",
        "::/0, 2001:db8::1, true",
        "::/0, 10.0.0.1, false",
        "::ffff:10.0.0.0/104, 10.9.9.9, true",
        "::ffff:10.0.0.0/104, 11.9.9.9, false",
        "2001:db8::/32, 2001:db8:ffff::1, true",
        "2001:db8::/32, 2001:db9::1, false",
        "2001:db8::/65, 2001:db8::8000:0:0:0, false",
        "2001:db8::/65, 2001:db8::7000:0:0:0, true",
        "::1/128, ::1, true",
        "::1, ::2, false",
    })
    void contains(String network, String address, boolean within) {
        assertThat(Network.around(network).contains(Address.parse(address))).isEqualTo(within);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "10.0.0.0/",
                "10.0.0.0/33",
                "10.0.0.0/08",
                "10.0.0.0/-1",
                "10.0.0.0/8/8",
                "::/129",
                "::/1000",
                "a/8",
                "10/8"
            })
    void takes_nothing_else(String text) {
        assertThat(Network.around(text)).isNull();
    }

    @Test
    void contains_what_shares_its_first_bits() {
        Random random = new Random(3);
        for (int i = 0; i < 20_000; i++) {
            Address one = new Address(random.nextLong(), random.nextLong());
            int bits = random.nextInt(129);
            int same = random.nextInt(129);
            // Differs from the other in bit `same`, counted from the left, and nowhere before.
            BigInteger flipped = BigInteger.ONE.shiftLeft(127).shiftRight(same);
            Address other =
                    new Address(one.high() ^ flipped.shiftRight(64).longValue(), one.low() ^ flipped.longValue());
            Network network = Network.around(one + "/" + bits);
            assertThat(network.contains(one)).isTrue();
            assertThat(network.contains(other)).as(network + " " + other).isEqualTo(same >= bits);
            assertThat(Network.around(network.toString())).isEqualTo(network);
        }
    }
}
