package tributary.perf.process;

import tributary.perf.bench.Progress;

/** Counts the steps of a measurement for its {@link Progress}. For one thread. */
public final class Steps {
    private final Progress progress;
    private final int all;
    private int done;

    public Steps(Progress progress, int all) {
        this.progress = progress;
        this.all = all;
    }

    /** The next step begins. */
    public void next(String now) {
        progress.at(Math.min(done, all), all, now);
        done++;
    }

    /** The last one has ended. */
    public void end() {
        progress.at(all, all, "done");
    }
}
