package tributary.perf.micro;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import tributary.perf.bench.Settings;
import tributary.perf.report.Figure;
import tributary.perf.report.Figure.Better;

/** Runs JMH, which takes the flags of this JVM for those it starts; what it says goes to {@code jmh.log}. */
final class Jmh implements AutoCloseable {
    /** How the id of a part's time ends. */
    static final String TIME = ".time";

    private static final String ALLOCATION = ".allocation";
    private static final String ALLOCATED = "gc.alloc.rate.norm";

    private final boolean quick;
    private final PrintStream log;

    Jmh(Settings settings) throws IOException {
        quick = settings.quick();
        log = new PrintStream(
                Files.newOutputStream(settings.scratch().resolve("jmh.log")), false, StandardCharsets.UTF_8);
        // It would refuse to run beside another one, on a machine that may have several users.
        System.setProperty("jmh.ignoreLock", "true");
    }

    List<Figure> measure(Part part) throws IOException {
        try {
            Collection<RunResult> results = new Runner(
                            options(part).build(), OutputFormatFactory.createFormatInstance(log, VerboseMode.NORMAL))
                    .run();
            Collection<BenchmarkResult> forks = results.iterator().next().getBenchmarkResults();
            String id = "micro." + part.id();
            return List.of(
                    new Figure(id + TIME, part.label(), "ns", Better.LESS, samples(forks, Score::time)),
                    new Figure(
                            id + ALLOCATION,
                            part.label() + ": allocation",
                            "B",
                            Better.LESS,
                            samples(forks, Score::allocation)));
        } catch (RunnerException e) {
            throw new IOException("JMH could not measure '" + part.label() + "'; jmh.log tells why", e);
        }
    }

    private ChainedOptionsBuilder options(Part part) {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include("^" + Pattern.quote(part.benchmark().getName() + "." + part.method()) + "$")
                .mode(Mode.AverageTime)
                .timeUnit(TimeUnit.NANOSECONDS)
                .forks(quick ? 1 : 5)
                .warmupIterations(quick ? 3 : 5)
                .warmupTime(TimeValue.milliseconds(quick ? 150 : 300))
                .measurementIterations(5)
                .measurementTime(TimeValue.milliseconds(quick ? 60 : 200))
                .jvmArgsAppend("-Djmh.executor=VIRTUAL")
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true);
        return part.parameter().isEmpty() ? options : options.param(part.parameter(), part.value());
    }

    /**
     * One sample a JVM: iterations of one JVM share its luck with the compiler and with memory, and would pass for more
     * independent measurements than they are. The quick form has but one JVM, and takes what there is.
     */
    private List<Double> samples(Collection<BenchmarkResult> forks, ToDoubleFunction<Score> score) {
        Stream<Score> scores = quick
                ? forks.stream()
                        .flatMap(fork -> fork.getIterationResults().stream())
                        .map(Score::of)
                : forks.stream().map(Score::of);
        return scores.map(score::applyAsDouble).toList();
    }

    /** What a JVM or one of its iterations came to. */
    private record Score(double time, double allocation) {
        static Score of(BenchmarkResult fork) {
            var allocated = fork.getSecondaryResults().get(ALLOCATED);
            return new Score(fork.getPrimaryResult().getScore(), allocated == null ? Double.NaN : allocated.getScore());
        }

        static Score of(IterationResult iteration) {
            var allocated = iteration.getSecondaryResults().get(ALLOCATED);
            return new Score(
                    iteration.getPrimaryResult().getScore(), allocated == null ? Double.NaN : allocated.getScore());
        }
    }

    @Override
    public void close() {
        log.close();
    }
}
