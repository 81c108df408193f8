package tributary.perf.generator;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** The generator's process: reads an {@link Order} a line, and says when it begins, when it ended, and what came of it. */
final class GeneratorMain {
    static final String BEGUN = "@begun";
    static final String ENDED = "@ended";
    static final String TALLY = "@tally ";

    private GeneratorMain() {}

    /** Ends when standard input does, so that it never outlives who started it. */
    public static void main(String[] unused) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            Tally tally = new HyperfoilRun(Order.of(line), GeneratorMain::say).run();
            say(TALLY + tally.line());
        }
        // Hyperfoil leaves threads of its own.
        System.exit(0);
    }

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
