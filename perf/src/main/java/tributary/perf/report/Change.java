package tributary.perf.report;

import java.util.Collections;
import java.util.List;
import org.apache.commons.statistics.inference.MannWhitneyUTest;

/**
 * One figure in two runs, and whether it differs by more than noise.
 *
 * <p>It does where the medians differ by 2 % or more and, with at least three samples in each run, the samples of one all lie
 * beyond those of the other; or, with at least five in each, a Mann–Whitney U test finds that by chance they would lie so in
 * fewer than one case in a hundred. With three samples in each, chance alone puts all of one beyond the other once in ten
 * times: measure again before you believe it. With fewer than three, nothing can be said.
 *
 * <p>See https://en.wikipedia.org/wiki/Mann–Whitney_U_test.
 */
public record Change(Figure before, Figure after) {
    private static final int FEWEST = 3;
    private static final int FEWEST_RANKED = 5;
    private static final double CHANCE = 0.01;
    private static final double NEGLIGIBLE = 0.02;

    /** What the samples say. */
    public enum Verdict {
        TOO_FEW,
        WITHIN_NOISE,
        BETTER,
        WORSE,
        /** Beyond noise, but neither way is better. */
        OTHER
    }

    /** The later median in earlier ones; 1 where both are zero. */
    public double ratio() {
        return before.median() == after.median() ? 1 : after.median() / before.median();
    }

    public Verdict verdict() {
        if (Math.min(before.samples().size(), after.samples().size()) < FEWEST) {
            return Verdict.TOO_FEW;
        }
        // Infinite where the earlier one was zero, and not a number where a sample is none: then nothing is known.
        double difference = Math.abs(ratio() - 1);
        if (!(difference >= NEGLIGIBLE) || !(apart() || unlikely())) {
            return Verdict.WITHIN_NOISE;
        }
        return switch (before.better()) {
            case NEITHER -> Verdict.OTHER;
            case LESS -> after.median() < before.median() ? Verdict.BETTER : Verdict.WORSE;
            case MORE -> after.median() > before.median() ? Verdict.BETTER : Verdict.WORSE;
        };
    }

    /** Such as {@code 12 % less, beyond noise: better}. */
    public String words() {
        String beyond = amount() + ", beyond noise";
        return switch (verdict()) {
            case TOO_FEW -> amount() + ", too few samples to tell";
            case WITHIN_NOISE -> "within noise";
            case BETTER -> beyond + ": better";
            case WORSE -> beyond + ": worse";
            case OTHER -> beyond;
        };
    }

    private String amount() {
        double percent = (ratio() - 1) * 100;
        if (!Double.isFinite(percent)) {
            return "was " + Numbers.text(before.median());
        }
        String amount =
                percent >= 100 ? Numbers.text(ratio()) + " times as much" : Numbers.text(Math.abs(percent)) + " % ";
        return percent >= 100 ? amount : amount + (percent < 0 ? "less" : "more");
    }

    private boolean apart() {
        return max(before.samples()) < min(after.samples()) || max(after.samples()) < min(before.samples());
    }

    private boolean unlikely() {
        return Math.min(before.samples().size(), after.samples().size()) >= FEWEST_RANKED
                && MannWhitneyUTest.withDefaults()
                        .test(array(before), array(after))
                        .reject(CHANCE);
    }

    private static double[] array(Figure figure) {
        return figure.samples().stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static double min(List<Double> samples) {
        return Collections.min(samples);
    }

    private static double max(List<Double> samples) {
        return Collections.max(samples);
    }
}
