package tributary.perf.process;

import java.nio.file.Files;
import java.nio.file.Path;
import tributary.perf.bench.Kind;
import tributary.perf.bench.Settings;
import tributary.perf.report.Section;

/** Runs one kind and prints it: {@code java ... Try CLASS [full]}, from the checkout. */
final class Try {
    private Try() {}

    public static void main(String[] args) throws Exception {
        Kind kind = (Kind) Class.forName(args[0]).getConstructor().newInstance();
        Path scratch = Files.createTempDirectory("bench");
        long start = System.nanoTime();
        Section section = kind.run(
                new Settings(args.length == 1, Path.of("").toAbsolutePath(), scratch),
                (done, all, now) ->
                        System.out.printf("%6.1f %d/%d %s%n", (System.nanoTime() - start) / 1e9, done, all, now));
        section.figures()
                .forEach(f -> System.out.printf("%-45s %10.2f %s %s%n", f.id(), f.median(), f.unit(), f.samples()));
        section.goals()
                .forEach(g -> System.out.printf(
                        "%s %s: %.3f %s%n", g.held() ? "HELD" : "BROKEN", g.promise(), g.measured(), g.unit()));
        section.plots().forEach(p -> System.out.println(p.title() + " " + p.curves()));
        section.notes().forEach(System.out::println);
        System.out.printf("%.1f s, scratch %s%n", (System.nanoTime() - start) / 1e9, scratch);
    }
}
