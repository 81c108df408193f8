package tributary.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Runs Jazzer over one target or all, one after the other, each in a JVM of its own: {@code [--seconds N] [TARGET]}. New
 * inputs that reach new code go to {@code target/fuzz}, not into the kept corpus; an input that breaks something is
 * written there too, and its target's run ends with exit code 1.
 */
final class FuzzMain {
    private static final String USAGE = "usage: fuzz [--seconds N] [TARGET], TARGET one of ";
    private static final int SECONDS = 60;

    private FuzzMain() {}

    public static void main(String[] args) throws Exception {
        int seconds = SECONDS;
        List<FuzzTarget> targets = List.of(FuzzTarget.values());
        for (int i = 0; i < args.length; i++) {
            if (args[i].equals("--seconds") && i + 1 < args.length && args[i + 1].matches("[1-9]\\d{0,5}")) {
                seconds = Integer.parseInt(args[++i]);
            } else {
                targets = List.of(named(args[i]));
            }
        }
        Path gateway = Path.of(System.getProperty("tributary.home", "."), "gateway");
        boolean found = false;
        for (FuzzTarget target : targets) {
            found |= run(target, gateway, seconds) != 0;
        }
        System.exit(found ? 1 : 0);
    }

    private static FuzzTarget named(String name) {
        for (FuzzTarget target : FuzzTarget.values()) {
            if (target.lowerCase().equals(name.toLowerCase(Locale.ROOT))) {
                return target;
            }
        }
        List<String> known =
                Arrays.stream(FuzzTarget.values()).map(FuzzTarget::lowerCase).toList();
        System.err.println(USAGE + String.join(", ", known));
        System.exit(2);
        throw new IllegalStateException();
    }

    private static int run(FuzzTarget target, Path gateway, int seconds) throws IOException, InterruptedException {
        Path grown = Files.createDirectories(gateway.resolve("target/fuzz").resolve(target.lowerCase()));
        Path found = Files.createDirectories(gateway.resolve("target/fuzz/found"));
        System.err.println("fuzz: " + target.lowerCase() + " for " + seconds + " s");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-preview",
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+EnableDynamicAgentLoading",
                "-XX:+UseSerialGC",
                "-Xmx1g",
                "-cp",
                System.getProperty("java.class.path"),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + target.className(),
                "--instrumentation_includes=tributary.**",
                // It takes every connection for an attack.
                "--disabled_hooks=com.code_intelligence.jazzer.sanitizers.ServerSideRequestForgery",
                "--reproducer_path=" + found,
                "-artifact_prefix=" + found + "/" + target.lowerCase() + "-",
                "-max_total_time=" + seconds,
                "-max_len=" + target.longest(),
                "-timeout=10",
                "-rss_limit_mb=3000",
                "-print_final_stats=1"));
        if (Files.exists(target.dictionary(gateway))) {
            command.add("-dict=" + target.dictionary(gateway));
        }
        command.add(grown.toString());
        command.add(target.corpus(gateway).toString());
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }
}
