package tributary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class DemoCommandTest {
    @Test
    @Timeout(180)
    void shows_one_page_how_long_its_calls_took_and_what_came_back() {
        Path jar = StubsProcess.jar(new Shell(Map.of(), Ran.HOME, false));
        Assumptions.assumeTrue(Files.exists(jar), "the stubs are not built");

        Ran ran = Ran.of("demo", "--once", "--port", "0");
        // Its services have a few hundred milliseconds, which is much on any machine that is not very busy.
        for (int i = 0; i < 4 && !ran.out().contains("200 OK\n"); i++) {
            ran = Ran.of("demo", "--once", "--port", "0");
        }

        assertThat(ran.exit()).as(ran.toString()).isZero();
        assertThat(ran.out())
                .startsWith("GET /products/7/page  →  200 OK\n")
                .containsPattern("  product +█+ +\\d+ ms  catalog\n")
                .containsPattern("  seller +█+ +\\d+ ms  accounts, after product\n")
                .containsPattern("one after the other \\d+ ms, answered in \\d+ ms")
                .contains("    \"price\": 19.90,\n");
    }

    @Test
    void says_that_the_stubs_are_not_built(@TempDir Path elsewhere) {
        java.io.StringWriter err = new java.io.StringWriter();
        int exit = Tributary.in(new Shell(Map.of(), elsewhere, false))
                .setErr(new java.io.PrintWriter(err))
                .execute("demo");

        assertThat(exit).isEqualTo(1);
        assertThat(err.toString().lines()).singleElement().asString().contains("is not built");
    }

    @Test
    void takes_what_is_no_port_for_an_unusable_argument() {
        assertThat(Ran.of("demo", "--port", "70000").exit()).isEqualTo(2);
        assertThat(Ran.of("demo", "--port", "many").exit()).isEqualTo(2);
    }
}
