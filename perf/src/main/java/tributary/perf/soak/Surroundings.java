package tributary.perf.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tributary.perf.process.PlainAnswer;
import tributary.perf.process.PlainService;
import tributary.perf.process.PlainService.Asked;
import tributary.stubs.FaultService;

/**
 * What the soak's gateway has around it: its services, a webhook, a token service, a folder for its configuration and one for what
 * it keeps. {@link #close} ends and removes it all. Thread-safe.
 */
record Surroundings(
        FastService fast,
        FaultService faults,
        PlainService beside,
        Hook hook,
        TokenDesk tokens,
        Path directory,
        SoakConfiguration configuration)
        implements AutoCloseable {

    static Surroundings start() throws IOException {
        Path directory = Files.createTempDirectory("soak");
        FastService fast = FastService.start();
        FaultService faults = FaultService.start();
        Hook hook = new Hook();
        TokenDesk tokens = new TokenDesk();
        PlainService beside = PlainService.start(asked -> answer(asked, hook, tokens));
        Map<String, String> urls =
                Map.of("FAST", fast.url(), "FAULTS", faults.url(), "BESIDE", "http://127.0.0.1:" + beside.port());
        Path kept = Files.createDirectory(directory.resolve("kept"));
        SoakConfiguration configuration =
                SoakConfiguration.written(Files.createDirectory(directory.resolve("config")), kept, urls);
        return new Surroundings(fast, faults, beside, hook, tokens, directory, configuration);
    }

    private static @Nullable PlainAnswer answer(Asked asked, Hook hook, TokenDesk tokens) throws InterruptedException {
        return switch (asked.target()) {
            case "/hook" -> hook.answer(asked);
            case "/token" -> tokens.issue();
            default -> tokens.check(asked);
        };
    }

    /** Where the gateway keeps its jobs and its events. */
    Path kept() {
        return directory.resolve("kept");
    }

    /** Of the gateway's, to any of them. */
    int openConnections() {
        return fast.openConnections() + faults.openConnections() + beside.openConnections();
    }

    IntStream ports() {
        return IntStream.of(fast.port(), faults.port(), beside.port());
    }

    @Override
    public void close() throws IOException {
        fast.close();
        faults.close();
        beside.close();
        List<Path> files;
        try (Stream<Path> all = Files.walk(directory)) {
            files = all.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : files) {
            Files.delete(file);
        }
    }
}
