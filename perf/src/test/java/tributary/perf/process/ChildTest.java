package tributary.perf.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildTest {
    @TempDir
    Path scratch;

    @Test
    void a_service_answers_in_its_own_process_and_ends_with_its_owner() throws Exception {
        ProcessHandle process;
        try (ServiceProcess service = ServiceProcess.start(scratch)) {
            process = ProcessHandle.of(service.child().pid()).orElseThrow();
            Http.await200(service.child(), service.port(), "/json/64", Duration.ofSeconds(60));
            assertThat(Http.get(service.port(), "/json/64").body()).hasSize(64);
            assertThat(service.child().cpuSeconds()).isPositive();
            service.child().residentMegabytes().ifPresent(megabytes -> assertThat(megabytes)
                    .isGreaterThan(10));
        }
        assertThat(process.isAlive()).isFalse();
    }

    @Test
    void says_why_a_process_has_ended() throws Exception {
        try (Child child = Child.start(
                "broken",
                scratch,
                java.util.Map.of(),
                Jvm.command(java.util.List.of(), "no.Such", java.util.List.of()))) {
            ProcessHandle.of(child.pid()).ifPresent(process -> process.onExit().join());
            assertThatThrownBy(child::checkAlive)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("broken ended by itself")
                    .hasMessageContaining("no.Such");
        }
    }
}
