package tributary.resilience;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import tributary.resilience.AdaptiveLimit.Place;

/**
 * A gateway of two cores in steps of a quarter of a millisecond: requests work, wait for a service, work again, and are of no
 * use to anybody after their deadline. The cores are shared evenly by those that work; saying no costs a five-hundredth of a
 * request. The same seed gives the same run.
 */
final class SimulatedGateway {
    private static final double STEP_MILLIS = 0.25;
    private static final double CORES = 2;
    private static final double DEADLINE_MILLIS = 300;
    private static final double REFUSAL = 0.002;

    final FakeTicker ticker = new FakeTicker();
    /** Milliseconds of work in all, and of waiting for the service; a test changes them while it runs. */
    double workMillis = 1;

    double waitMillis = 50;

    private final Random random;
    private final AdaptiveLimit limit;
    private final List<Running> running = new ArrayList<>();
    private double now;
    private double arriving;

    private static final class Running {
        final Place place;
        final double began;
        double workLeft;
        double waitUntil = -1;
        double laterWork;
        double waited;

        Running(Place place, double began, double work) {
            this.place = place;
            this.began = began;
            this.workLeft = work / 2;
            this.laterWork = work / 2;
        }
    }

    /** What came of the requests that ended in time: how many a second, and how long the slowest hundredth took at least. */
    record Result(double perSecond, double p99Millis) {}

    SimulatedGateway(LimitRule rule, long seed) {
        this.random = new Random(seed);
        this.limit = new AdaptiveLimit(rule, false, ticker, random);
    }

    /** Runs on for so many seconds with so many requests a second coming. */
    Result run(double seconds, double perSecond) {
        List<Double> good = new ArrayList<>();
        double end = now + seconds * 1000;
        while (now < end) {
            now += STEP_MILLIS;
            ticker.advanceNanos((long) (STEP_MILLIS * 1e6));
            double left = CORES * STEP_MILLIS - arrive(perSecond);
            work(Math.max(left, 0));
            end(good);
        }
        good.sort(null);
        double p99 = good.isEmpty() ? 0 : good.get((int) (good.size() * 0.99));
        return new Result(good.size() / seconds, p99);
    }

    int limit() {
        return limit.limit();
    }

    /** Lets in who comes in this step, or not; the milliseconds that it cost to say no. */
    private double arrive(double perSecond) {
        double cost = 0;
        arriving += perSecond * STEP_MILLIS / 1000 * 2 * random.nextDouble();
        for (; arriving >= 1; arriving--) {
            if (limit.admit(Priority.DEFAULT, random.nextInt(50), () -> {}) instanceof Place place) {
                running.add(new Running(place, now, workMillis * (0.5 + random.nextDouble())));
            } else {
                cost += workMillis * REFUSAL;
            }
        }
        return cost;
    }

    private void work(double budget) {
        double left = budget;
        int working = 0;
        for (Running each : running) {
            working += each.waitUntil < now && each.workLeft > 0 ? 1 : 0;
        }
        for (Running each : running) {
            if (each.waitUntil >= now || working == 0) {
                continue;
            }
            // Nobody can use more than one core; what one leaves over goes to those after it.
            double got = Math.min(Math.min(left / working--, STEP_MILLIS), each.workLeft);
            each.workLeft -= got;
            left -= got;
            if (each.workLeft <= 1e-9 && each.laterWork > 0) {
                each.workLeft = each.laterWork;
                each.laterWork = 0;
                each.waited = waitMillis;
                each.waitUntil = now + waitMillis;
            }
        }
    }

    private void end(List<Double> good) {
        for (Iterator<Running> all = running.iterator(); all.hasNext(); ) {
            Running each = all.next();
            double took = now - each.began;
            boolean served = each.workLeft <= 1e-9 && each.laterWork == 0;
            if (served) {
                good.add(took);
                each.place.served((long) ((took - each.waited) * 1e6), (long) (took * 1e6));
            }
            if (served || took > DEADLINE_MILLIS) {
                each.place.close();
                all.remove();
            }
        }
    }
}
