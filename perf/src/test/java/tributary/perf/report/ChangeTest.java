package tributary.perf.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tributary.perf.report.Change.Verdict;
import tributary.perf.report.Figure.Better;

class ChangeTest {
    private static Figure figure(Better better, Double... samples) {
        return new Figure("f", "F", "µs", better, List.of(samples));
    }

    private static Figure drawn(Random random, double mean, int count) {
        return figure(
                Better.LESS,
                Stream.generate(() -> mean + random.nextGaussian() * 5)
                        .limit(count)
                        .toArray(Double[]::new));
    }

    private static Change less(List<Double> before, List<Double> after) {
        return new Change(
                figure(Better.LESS, before.toArray(Double[]::new)), figure(Better.LESS, after.toArray(Double[]::new)));
    }

    @Test
    void samples_of_the_same_distribution_are_within_noise() {
        Random random = new Random(1);
        long alarms = Stream.generate(() -> new Change(drawn(random, 100, 8), drawn(random, 100, 8)))
                .limit(500)
                .filter(change -> change.verdict() != Verdict.WITHIN_NOISE)
                .count();

        // One in a hundred is what the test allows itself: five here, give or take some.
        assertThat(alarms).isBetween(0L, 12L);
    }

    @Test
    void samples_of_a_shifted_distribution_are_beyond_noise() {
        Random random = new Random(2);
        long seen = Stream.generate(() -> new Change(drawn(random, 100, 8), drawn(random, 120, 8)))
                .limit(500)
                .filter(change -> change.verdict() == Verdict.WORSE)
                .count();

        assertThat(seen).isGreaterThan(490);
    }

    @Test
    void overlapping_samples_are_judged_by_their_ranks() {
        List<Double> before = List.of(100.0, 101.0, 102.0, 103.0, 104.0, 105.0, 106.0);

        assertThat(less(before, List.of(90.0, 91.0, 92.0, 93.0, 94.0, 95.0, 100.5))
                        .verdict())
                .isEqualTo(Verdict.BETTER);
        assertThat(less(before, List.of(97.0, 99.0, 100.5, 101.5, 102.5, 103.5, 104.5))
                        .verdict())
                .isEqualTo(Verdict.WITHIN_NOISE);
    }

    @Test
    void fewer_than_five_samples_must_not_overlap() {
        assertThat(less(List.of(10.0, 11.0, 12.0), List.of(13.0, 14.0, 15.0)).verdict())
                .isEqualTo(Verdict.WORSE);
        assertThat(less(List.of(10.0, 11.0, 13.0), List.of(13.0, 14.0, 15.0)).verdict())
                .isEqualTo(Verdict.WITHIN_NOISE);
    }

    @Test
    void fewer_than_three_tell_nothing() {
        Change change = less(List.of(10.0, 10.0), List.of(20.0, 20.0, 20.0));

        assertThat(change.verdict()).isEqualTo(Verdict.TOO_FEW);
        assertThat(change.words()).isEqualTo("2 times as much, too few samples to tell");
    }

    @Test
    void less_than_two_percent_is_never_more_than_noise() {
        assertThat(less(List.of(100.0, 100.0, 100.0), List.of(101.9, 101.9, 101.9))
                        .words())
                .isEqualTo("within noise");
    }

    @Test
    void says_which_way_and_how_much() {
        assertThat(less(List.of(99.0, 100.0, 101.0), List.of(87.0, 88.0, 89.0)).words())
                .isEqualTo("12 % less, beyond noise: better");
        Change more = new Change(figure(Better.MORE, 10.0, 10.0, 10.0), figure(Better.MORE, 9.0, 9.0, 9.0));
        assertThat(more.words()).isEqualTo("10 % less, beyond noise: worse");
        Change neither = new Change(figure(Better.NEITHER, 1.0, 1.0, 1.0), figure(Better.NEITHER, 3.0, 3.0, 3.0));
        assertThat(neither.words()).isEqualTo("3 times as much, beyond noise");
    }

    @Test
    void what_was_zero_has_no_ratio() {
        assertThat(less(List.of(0.0, 0.0, 0.0), List.of(0.0, 0.0, 0.0)).words()).isEqualTo("within noise");
        assertThat(less(List.of(0.0, 0.0, 0.0), List.of(5.0, 5.0, 5.0)).words())
                .isEqualTo("was 0, beyond noise: worse");
    }

    @Test
    void what_is_no_number_is_no_change() {
        List<Double> none = List.of(Double.NaN, Double.NaN, Double.NaN);

        assertThat(less(none, List.of(5.0, 5.0, 5.0)).verdict()).isEqualTo(Verdict.WITHIN_NOISE);
    }
}
