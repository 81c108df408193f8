package tributary.perf.generator;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;
import tributary.perf.process.Child;
import tributary.perf.process.Jvm;

/** The generator's process. It takes one {@link Order} after the other, so that it is warm for the second. For one thread. */
public final class Generator implements AutoCloseable {
    private final Child child;

    private Generator(Child child) {
        this.child = child;
    }

    /** Starts it. */
    public static Generator start(Path scratch) throws IOException {
        List<String> options = List.of(
                // Old Netty on a new JDK warns at every start.
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:+UseSerialGC",
                "-Xmx512m",
                "-Xmn128m",
                "-Dlog4j2.configurationFile=classpath:tributary/perf/generator/log4j2.xml",
                "-Dio.hyperfoil.cpu.watchdog.period=1000000000",
                "-Dio.netty.leakDetection.level=disabled");
        return new Generator(Child.start(
                "generator", scratch, Map.of(), Jvm.command(options, GeneratorMain.class.getName(), List.of())));
    }

    /** Sends what is ordered, and reads the meters as the first request goes out and when the last answer has come. */
    public Outcome run(Order order, DoubleSupplier... meters) throws IOException {
        child.input().write(order.line());
        child.input().newLine();
        child.input().flush();
        expect(GeneratorMain.BEGUN);
        double[] before = read(meters);
        expect(GeneratorMain.ENDED);
        double[] after = read(meters);
        Tally tally = Tally.of(expect(GeneratorMain.TALLY));
        List<Double> used = new ArrayList<>();
        for (int i = 0; i < meters.length; i++) {
            used.add(after[i] - before[i]);
        }
        return new Outcome(
                tally.answered(),
                tally.failed(),
                tally.unsent(),
                tally.seconds(),
                tally.latency(),
                tally.lateness(),
                used,
                tally.generatorCpuSeconds());
    }

    private String expect(String word) throws IOException {
        for (String line = child.output().readLine();
                line != null;
                line = child.output().readLine()) {
            if (line.startsWith(word)) {
                return line.substring(word.length()).strip();
            }
        }
        child.checkAlive();
        throw new IOException("the load generator says no more");
    }

    private static double[] read(DoubleSupplier... meters) {
        return Arrays.stream(meters).mapToDouble(DoubleSupplier::getAsDouble).toArray();
    }

    @Override
    public void close() {
        child.close();
    }
}
