package tributary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tributary.Eventually.eventually;
import static tributary.JobsGateway.accepted;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where jobs are kept: whose it is, and what is refused at the start. */
class JobsStoreTest {
    @TempDir
    Path folder;

    @AutoClose
    private final PlainService shop = new PlainService("{\"title\":\"mug\"}");

    private TestGateway gateway() throws Exception {
        return TestGateway.start("""
                jobs: { store: %s }
                services: { shop: { url: %s } }
                aggregates:
                  GET /quick/{id}:
                    async: true
                    calls: { a: { get: "shop:/a/{path.id}" } }
                """.formatted(folder.resolve("jobs"), shop.url()), Map.of());
    }

    private static void succeeds(TestGateway gateway, String job) throws Exception {
        eventually("it has succeeded", () -> gateway.get(job).body(), body -> body.contains("\"state\":\"succeeded\""));
    }

    @Test
    void only_its_user_may_read_what_it_keeps() throws Exception {
        try (TestGateway gateway = gateway()) {
            accepted(gateway, "/quick/1");
            Path jobs = folder.resolve("jobs");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(jobs)))
                    .isEqualTo("rwx------");
            try (Stream<Path> files = Files.list(jobs)) {
                assertThat(files).isNotEmpty().allSatisfy(file -> assertThat(
                                PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .isEqualTo("rw-------"));
            }
        }
        eventually("threads of a store", Threads::ofStores, List::isEmpty);
    }

    @Test
    void a_store_in_use_is_refused() throws Exception {
        try (TestGateway gateway = gateway()) {
            assertThatThrownBy(() -> gateway())
                    .isInstanceOf(Gateway.CannotStart.class)
                    .hasMessageContaining("in use by another process");
            succeeds(gateway, accepted(gateway, "/quick/1"));
        }
    }

    @Test
    void a_store_that_lacks_what_clients_were_told_is_refused() throws Exception {
        Path file = folder.resolve("jobs/jobs.mv");
        String first;
        try (TestGateway gateway = gateway()) {
            first = accepted(gateway, "/quick/1");
            succeeds(gateway, first);
        }
        byte[] older = Files.readAllBytes(file);
        try (TestGateway gateway = gateway()) {
            succeeds(gateway, accepted(gateway, "/quick/2"));
        }
        // As one that was cut between two commits, or is an old copy.
        Files.write(file, older);
        assertThatThrownBy(() -> gateway())
                .isInstanceOf(Gateway.CannotStart.class)
                .hasMessageContaining("is older than what clients were told")
                .hasMessageContaining("jobs.mv.last");
        assertThat(Files.readAllBytes(file)).isEqualTo(older);
        Files.delete(folder.resolve("jobs/jobs.mv.last"));
        try (TestGateway gateway = gateway()) {
            succeeds(gateway, first);
        }
        // One that cannot be written does not make the store a damaged one.
        Files.delete(folder.resolve("jobs/jobs.mv.last"));
        Files.createDirectory(folder.resolve("jobs/jobs.mv.last"));
        assertThatThrownBy(() -> gateway())
                .isInstanceOf(Gateway.CannotStart.class)
                .hasMessageContaining("jobs.mv.last cannot be read and written");
        Files.delete(folder.resolve("jobs/jobs.mv.last"));
        // Half of the mark is none, and one of a store that was moved away counts for nothing.
        Files.write(folder.resolve("jobs/jobs.mv.last"), new byte[5]);
        gateway().close();
        Files.delete(file);
        gateway().close();
    }

    @Test
    void a_damaged_store_is_refused_and_left_as_it_is() throws Exception {
        try (TestGateway gateway = gateway()) {
            succeeds(gateway, accepted(gateway, "/quick/1"));
        }
        Path file = folder.resolve("jobs/jobs.mv");
        byte[] whole = Files.readAllBytes(file);
        byte[] zeros = new byte[whole.length];
        // Each copy of the record in it, those too that are no longer in use.
        byte[] changed = new String(whole, StandardCharsets.ISO_8859_1)
                .replace("\"owner\"", "\"Xwner\"")
                .getBytes(StandardCharsets.ISO_8859_1);
        for (byte[] damaged : List.of(zeros, new byte[0], java.util.Arrays.copyOf(whole, 8192), changed)) {
            Files.write(file, damaged);
            assertThatThrownBy(() -> gateway())
                    .isInstanceOf(Gateway.CannotStart.class)
                    .hasMessageContaining("is damaged")
                    .hasMessageContaining("put a copy");
            assertThat(Files.readAllBytes(file)).isEqualTo(damaged);
        }
        Files.write(file, whole);
        gateway().close();
    }
}
