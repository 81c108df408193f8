package tributary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The launcher, in a copy of the project that has a JDK and a Maven of paper: the JDK prints how it is called, the Maven
 * "builds" empty jars and notes that it did. So nothing here touches what the build that runs the tests is making.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher is a script for POSIX shells")
@Timeout(60)
class LauncherTest {
    @TempDir
    private Path directory;

    private Path home;
    private Path jdk;

    @BeforeEach
    void copy() throws IOException {
        home = Files.createDirectories(directory.resolve("a home")).toRealPath();
        for (String module : List.of("gateway", "stubs")) {
            Files.createDirectories(home.resolve(module).resolve("src/main"));
            Files.writeString(home.resolve(module).resolve("pom.xml"), "");
        }
        Files.writeString(home.resolve("pom.xml"), "");
        Files.copy(Ran.HOME.resolve("tributary"), home.resolve("tributary"));
        Files.createDirectories(home.resolve("launch"));
        for (String file : List.of("jvm.options", "jvm.sh", "image.sh")) {
            Files.copy(
                    Ran.HOME.resolve("launch").resolve(file),
                    home.resolve("launch").resolve(file));
        }
        script(home.resolve("mvnw"), """
                echo "$JAVA_HOME $*" >>builds
                mkdir -p gateway/target stubs/target
                touch gateway/target/tributary.jar stubs/target/tributary-stubs.jar
                """);
        jdk = jdk("jdk 25", "25.0.3");
    }

    private Path jdk(String name, String version) throws IOException {
        Path made =
                Files.createDirectories(directory.resolve(name).resolve("bin")).getParent();
        Files.writeString(made.resolve("release"), "IMPLEMENTOR=\"Paper\"\nJAVA_VERSION=\"" + version + "\"\n");
        script(made.resolve("bin/java"), "for argument; do printf '<%s>' \"$argument\"; done; pwd; exit 7\n");
        script(made.resolve("bin/javac"), "exit 1\n");
        return made;
    }

    private static void script(Path path, String text) throws IOException {
        Files.writeString(path, "#!/bin/sh\n" + text);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private record Launched(int exit, String out) {}

    private Launched launch(Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        return ended(start(home.resolve("tributary"), environment, arguments));
    }

    private Process start(Path launcher, Map<String, String> environment, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.contains("JAVA") || name.contains("TRIBUTARY"));
        builder.environment().put("JAVA_HOME", jdk.toString());
        builder.environment().putAll(environment);
        return builder.start();
    }

    private static Launched ended(Process process) throws IOException, InterruptedException {
        try (var reader = process.inputReader()) {
            String out = reader.readAllAsString();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            return new Launched(process.exitValue(), out);
        }
    }

    private List<String> builds() throws IOException {
        Path builds = home.resolve("builds");
        return Files.exists(builds) ? Files.readAllLines(builds) : List.of();
    }

    @Test
    void builds_once_and_hands_over_where_it_was_called() throws IOException, InterruptedException {
        Launched first = launch(Map.of(), "check", "-c", "some path");
        Launched second = launch(Map.of(), "check", "-c", "some path");

        assertThat(first.out()).startsWith("tributary: building").endsWith(second.out());
        assertThat(second.out())
                .startsWith("<--enable-preview>")
                .contains("<-Dtributary.home=" + home + ">")
                .contains("<-jar><" + home.resolve("gateway/target/tributary.jar") + "><check><-c><some path>"
                        + directory.toRealPath());
        assertThat(second.exit()).isEqualTo(7);
        assertThat(builds()).singleElement().asString().startsWith(jdk + " ").contains("package");
    }

    @Test
    void builds_again_when_a_source_has_changed() throws IOException, InterruptedException {
        launch(Map.of(), "--version");
        Path source = Files.writeString(home.resolve("stubs/src/main/A.java"), "");
        Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(5)));

        launch(Map.of(), "--version");

        assertThat(builds()).hasSize(2);
    }

    @Test
    void lets_one_of_two_build_and_the_other_wait() throws IOException, InterruptedException {
        script(home.resolve("mvnw"), Files.readString(home.resolve("mvnw")).replace("mkdir", "sleep 1; mkdir"));

        Process one = start(home.resolve("tributary"), Map.of(), "--version");
        Process other = start(home.resolve("tributary"), Map.of(), "--version");

        assertThat(ended(one).exit()).isEqualTo(7);
        assertThat(ended(other).exit()).isEqualTo(7);
        assertThat(builds()).hasSize(1);
        assertThat(home.resolve("target/build.lock")).doesNotExist();
    }

    @Test
    void shows_why_a_build_failed() throws IOException, InterruptedException {
        script(home.resolve("mvnw"), "echo '[INFO] fine'; echo '[ERROR] A.java:[1,2] not so fine'; exit 1\n");

        Launched launched = launch(Map.of(), "--version");

        assertThat(launched.exit()).isEqualTo(1);
        assertThat(launched.out())
                .contains("[ERROR] A.java:[1,2] not so fine", "the build failed")
                .doesNotContain("fine\n[INFO]");
        assertThat(home.resolve("target/build.lock")).doesNotExist();
    }

    @Test
    void finds_a_jdk_25_where_the_default_is_another() throws IOException, InterruptedException {
        Path old = jdk("jdk 17", "17.0.15");
        Path path = Files.createDirectories(directory.resolve("path"));
        Files.createSymbolicLink(path.resolve("java"), jdk.resolve("bin/java"));

        Launched launched =
                launch(Map.of("JAVA_HOME", old.toString(), "PATH", path + ":" + System.getenv("PATH")), "--version");

        assertThat(launched.out()).contains("<--version>").doesNotContain("needs a JDK 25");
        assertThat(builds()).singleElement().asString().startsWith(jdk + " ");
    }

    @Test
    void works_through_a_symbolic_link() throws IOException, InterruptedException {
        Path link = Files.createSymbolicLink(directory.resolve("t"), Path.of("a home/tributary"));

        assertThat(ended(start(link, Map.of(), "--version")).out()).contains("<-Dtributary.home=" + home + ">");
    }

    @Test
    void starts_the_stubs_and_the_tests_itself() throws IOException, InterruptedException {
        assertThat(launch(Map.of(), "stubs", "--no-delay").out())
                .contains("<-jar><" + home.resolve("stubs/target/tributary-stubs.jar") + "><--no-delay>");
        launch(Map.of(), "test", "-Dtest=A B");
        assertThat(builds()).last().isEqualTo(jdk + " -B -ntp verify -Dtest=A B");
        assertThat(launch(Map.of(), "test", "--help").out()).contains("<test><--help>");
    }

    @Test
    void builds_the_soak_only_for_itself() throws IOException, InterruptedException {
        assertThat(launch(Map.of(), "soak", "--seed", "7").out())
                .contains("<-jar><" + home.resolve("perf/target/tributary-perf.jar") + "><soak><--seed><7>");
        assertThat(builds()).last().asString().contains("-pl gateway,stubs,perf ");
        launch(Map.of(), "--version");
        assertThat(builds()).hasSize(1);
        assertThat(launch(Map.of(), "bench", "micro").out())
                .contains("<-jar><" + home.resolve("perf/target/tributary-perf.jar") + "><bench><micro>");
    }

    @Test
    void lets_options_for_the_jvm_win() throws IOException, InterruptedException {
        String plain = launch(Map.of(), "run").out();
        String told = launch(Map.of("TRIBUTARY_JAVA_OPTS", "-XX:+UseZGC -Xmx64m"), "run")
                .out();

        assertThat(plain).contains("<-XX:+UseParallelGC>", "<-Xms16m>", "<-XX:MaxNewSize=64m>");
        assertThat(told)
                .contains("<-XX:+UseZGC><-Xmx64m><-jar>", "<-XX:+ExitOnOutOfMemoryError>")
                .doesNotContain("ParallelGC", "-Xms16m", "NewSize");
    }

    @Test
    void takes_its_options_for_the_jvm_from_one_file_that_java_can_read_too() throws IOException, InterruptedException {
        List<String> options = Files.readAllLines(home.resolve("launch/jvm.options")).stream()
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .toList();

        assertThat(options).isNotEmpty().allMatch(option -> option.startsWith("-") && !option.contains(" "));
        assertThat(launch(Map.of(), "run").out()).contains("<" + String.join("><", options) + ">");
    }

    @Test
    void uses_an_aot_cache_for_the_gateway_unless_told_otherwise() throws IOException, InterruptedException {
        launch(Map.of(), "--version");
        Path cache = home.resolve("gateway/target/tributary.aot");
        String used = "<-XX:AOTCache=" + cache + ">";
        String before = launch(Map.of(), "run").out();
        Files.writeString(cache, "");
        Files.writeString(home.resolve("gateway/target/tributary.aot.jar"), "");

        assertThat(before).doesNotContain("AOTCache");
        assertThat(launch(Map.of(), "run").out()).contains(used);
        assertThat(launch(Map.of(), "check").out()).contains(used);
        assertThat(launch(Map.of(), "stubs").out()).doesNotContain(used);
        assertThat(launch(Map.of("TRIBUTARY_JAVA_OPTS", "-XX:AOTMode=off"), "run")
                        .out())
                .doesNotContain(used);
        assertThat(launch(Map.of(), "train").out()).doesNotContain(used).contains("<--output><" + cache + ">");
    }

    @Test
    void uses_no_cache_that_was_made_from_another_jar() throws IOException, InterruptedException {
        launch(Map.of(), "--version");
        Files.writeString(home.resolve("gateway/target/tributary.aot"), "");
        String without = launch(Map.of(), "run").out();
        Files.writeString(home.resolve("gateway/target/tributary.aot.jar"), "what it was made from");

        assertThat(without).doesNotContain("AOTCache");
        assertThat(launch(Map.of(), "run").out()).doesNotContain("AOTCache");
    }

    @Test
    void tells_of_the_image_what_is_wrong_with_the_arguments() throws IOException, InterruptedException {
        assertThat(launch(Map.of(), "image", "--help").out()).contains("<image><--help>");
        assertThat(launch(Map.of(), "image", "--output").out()).contains("<image><--output>");

        Files.writeString(Files.createDirectories(home.resolve("kept")).resolve("a"), "");
        Launched launched =
                launch(Map.of(), "image", "--output", home.resolve("kept").toString());

        assertThat(launched.exit()).isEqualTo(1);
        assertThat(launched.out()).contains("is there already and no image");
        assertThat(home.resolve("kept/a")).exists();
    }
}
