package tributary.perf.soak;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import tributary.Gateway;
import tributary.perf.process.Metrics;

/**
 * Whether the books of the gateway, of the clients and of those around it agree when all is done.
 *
 * @param lines what was counted, for people
 * @param wrong what does not agree
 */
record Reckoning(List<String> lines, List<String> wrong) {
    /** Those that are dropped must be none: each request waits until there is room. */
    private static final List<String> SINKS = List.of("lines", "hook");

    Reckoning {
        lines = List.copyOf(lines);
        wrong = List.copyOf(wrong);
    }

    static Reckoning of(Gateway gateway, Surroundings around, Ledger ledger) throws IOException {
        Metrics metrics = Unfinished.metrics(gateway.adminPort());
        Book book = new Book(metrics);
        book.jobs(ledger, around.fast().onceWritten());
        LinesFiles lines = LinesFiles.read(around.kept());
        book.events(lines, around.hook(), ledger.sequences());
        book.others(around.fast().alone(), around.tokens());
        return new Reckoning(book.lines, book.wrong);
    }

    private static final class Book {
        private final Metrics metrics;
        private final List<String> lines = new ArrayList<>();
        private final List<String> wrong = new ArrayList<>();

        Book(Metrics metrics) {
            this.metrics = metrics;
        }

        private long counted(String name, String label) {
            return Unfinished.count(metrics, name, label);
        }

        private void within(String what, long count, long least, long most) {
            if (count < least || count > most) {
                wrong.add(what + ": " + count + ", and should be " + least + (least == most ? "" : " to " + most));
            }
        }

        private void equal(String what, long count, long expected) {
            within(what, count, expected, expected);
        }

        /** Nobody knows whether a job was accepted whose client left at once; where it was, it succeeded. */
        void jobs(Ledger ledger, long written) {
            long accepted = counted("tributary_jobs_accepted_total", "");
            long unheard = accepted - ledger.jobs();
            within("jobs accepted", accepted, ledger.jobs(), ledger.jobs() + ledger.unheardJobs());
            equal("jobs ended", counted("tributary_jobs_ended_total", ""), accepted);
            for (JobEnd end : JobEnd.values()) {
                long ended = counted("tributary_jobs_ended_total", "outcome=\"" + end.word() + "\"");
                equal("jobs " + end.word(), ended, ledger.ends(end) + (end == JobEnd.SUCCEEDED ? unheard : 0));
            }
            equal("jobs asked for twice", counted("tributary_jobs_repeated_total", ""), ledger.repeats());
            equal("jobs refused", counted("tributary_jobs_refused_total", ""), 0);
            equal("errors of the jobs' store", counted("tributary_jobs_store_errors_total", ""), 0);
            equal("writes of jobs", written, ledger.writes());
            lines.add("%,d jobs: %,d succeeded, %,d failed, %,d were cancelled; %,d were asked for twice"
                    .formatted(
                            accepted,
                            ledger.ends(JobEnd.SUCCEEDED) + unheard,
                            ledger.ends(JobEnd.FAILED),
                            ledger.ends(JobEnd.CANCELLED),
                            ledger.repeats()));
        }

        void events(LinesFiles file, Hook hook, List<Sequence> sequences) {
            for (String sink : SINKS) {
                String label = "sink=\"" + sink + "\"";
                long offered = counted("tributary_events_offered_total", label);
                equal(sink + ": events written", counted("tributary_events_written_total", label), offered);
                equal(sink + ": events dropped", counted("tributary_events_dropped_total", label), 0);
                equal(sink + ": dead letters", counted("tributary_events_dead_lettered_total", label), 0);
            }
            long written = counted("tributary_events_written_total", "sink=\"lines\"");
            equal("lines in " + file.files() + " files", file.count(), written);
            equal("lines that came twice", file.arrivals().again(), 0);
            file.broken().forEach(line -> wrong.add("a broken line: " + line));
            file.arrivals().wrong(sequences).forEach(what -> wrong.add("lines: " + what));
            hook.arrivals().wrong(sequences).forEach(what -> wrong.add("webhook: " + what));
            lines.add("%,d events in %d files, %,d by a webhook that failed %,d times and was sent %,d once more"
                    .formatted(
                            written,
                            file.files(),
                            counted("tributary_events_written_total", "sink=\"hook\""),
                            hook.failures(),
                            hook.arrivals().again()));
        }

        void others(Alone alone, TokenDesk tokens) {
            within("runs of a schedule side by side", alone.most(), 1, 1);
            // Under pressure a run is refused before it comes to its service, as the first of all that is; but each
            // that came must have
            // gone well, and one may have begun just now.
            long runs = counted("tributary_schedule_runs_total", "outcome=\"ok\",task=\"schedule/alone\"");
            within("runs of a schedule that went well", runs, alone.visits() - 1, alone.visits());
            equal("requests without a good token", tokens.refused(), 0);
            lines.add("%d runs of a schedule, %d tokens".formatted(alone.visits(), tokens.issued()));
        }
    }
}
