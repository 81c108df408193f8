package tributary.perf;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tributary.perf.bench.Kind;

class KindsTest {
    @Test
    void every_kind_has_a_name_of_its_own_and_says_what_it_does() {
        assertThat(Kinds.ALL).extracting(Kind::name).doesNotHaveDuplicates().contains("micro");
        assertThat(Kinds.ALL).extracting(Kind::name).doesNotContain("all", "compare", "flame");
        assertThat(Kinds.ALL).allSatisfy(kind -> assertThat(kind.does()).endsWith("."));
    }
}
