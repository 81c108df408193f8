package tributary.perf;

import java.util.Arrays;
import tributary.perf.bench.Bench;
import tributary.perf.soak.Soak;

/** What the launcher starts, with the command's name as the first argument. */
final class Perf {
    private Perf() {}

    public static void main(String[] args) {
        String command = args.length == 0 ? "" : args[0];
        String[] rest = args.length == 0 ? args : Arrays.copyOfRange(args, 1, args.length);
        switch (command) {
            case "soak" -> Soak.main(rest);
            case "bench" -> Bench.main(Kinds.ALL, rest);
            default -> {
                System.err.println("tributary: only the launcher runs this: ./tributary bench, ./tributary soak");
                System.exit(2);
            }
        }
    }
}
