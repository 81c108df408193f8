package tributary.edge.coding;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CodingsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gzip | EITHER",
                "GZip | EITHER",
                "x-gzip | EITHER",
                "gzip, deflate, br, zstd | EITHER",
                "deflate, gzip;q=1.0, *;q=0.5 | EITHER",
                "gzip;q=0.001 | EITHER",
                "gzip ; q=0.5 | EITHER",
                "gzip;Q=0.5 | EITHER",
                ", gzip ,, | EITHER",
                "* | EITHER",
                "gzip;q=0.5, identity;q=0.5 | EITHER",
                "'' | PLAIN",
                "', ,' | PLAIN",
                "identity | PLAIN",
                "br, zstd | PLAIN",
                "gzip;q=0 | PLAIN",
                "gzip;q=0.000 | PLAIN",
                "gzip;q=0, * | PLAIN",
                "gzip;q=0, gzip | PLAIN",
                "gzip, x-gzip;q=0 | PLAIN",
                "gzip;q=0.5, identity | PLAIN",
                "gzip;q=0.5, *;q=0.8 | PLAIN",
                "gzip, identity;q=0 | GZIP",
                "gzip, *;q=0 | GZIP",
                "*, identity;q=0 | GZIP",
                "gzip;q=0.1, *;q=0 | GZIP",
                "*;q=0 | NONE",
                "identity;q=0 | NONE",
                "br, identity;q=0 | NONE",
                "gzip;q=0, identity;q=0 | NONE",
                "gzip;q=0, *;q=0 | NONE",
                "*;q=0, identity | PLAIN",
                "*;q=0, identity;q=0.2, gzip;q=0.1 | PLAIN",
                // What cannot be read says nothing.
                "gzip;q=2 | PLAIN",
                "gzip;q=-1 | PLAIN",
                "gzip;q=0.1234 | PLAIN",
                "gzip;q=NaN | PLAIN",
                "gzip;q= | PLAIN",
                "gzip;level=9 | PLAIN",
                "gzip identity;q=0 | PLAIN",
                "gzip, \" | PLAIN",
                "gzip;q=1;q=0 | PLAIN",
            })
    void reads_the_field(String field, Codings codings) {
        assertThat(Codings.of(field)).isEqualTo(codings);
    }

    @Test
    void reads_a_long_field_in_one_go() {
        assertThat(Codings.of("gzip;q=0.5,".repeat(1500))).isEqualTo(Codings.EITHER);
        assertThat(Codings.of("gzip" + " ".repeat(16_000) + ";")).isEqualTo(Codings.PLAIN);
        assertThat(Codings.of("a".repeat(16_000))).isEqualTo(Codings.PLAIN);
        assertThat(Codings.of(",".repeat(16_000))).isEqualTo(Codings.PLAIN);
    }
}
