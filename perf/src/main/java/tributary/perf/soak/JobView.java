package tributary.perf.soak;

import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tributary.perf.soak.Deed.Outcome;
import tributary.perf.soak.Parts.Form;
import tributary.perf.soak.Parts.Part;

/**
 * What was told of a job at one time.
 *
 * @param json the whole of it
 */
record JobView(String location, String state, String json) {
    private static final Pattern BEGINNING = Pattern.compile("\\{\"id\":\"([^\"]{20,})\",\"state\":\"([a-z]+)\",.*");

    /** What an answer of this status tells; 202 also where to ask again. */
    static JobView view(int status, Answer answer) throws Mismatch {
        JobView job = view(answer.body(), answer);
        boolean right = answer.status() == status
                && answer.header("retry-after").isEmpty() == job.hasEnded()
                && (status != 202
                        || (answer.header("location").equals(job.location)
                                && answer.header("preference-applied").startsWith("respond-async")));
        Check.right(right, Outcome.WHOLE, status + " and a job", answer);
        return job;
    }

    private static JobView view(String json, Answer within) throws Mismatch {
        Matcher beginning = BEGINNING.matcher(json);
        if (!beginning.matches()) {
            throw new Mismatch("a job", within);
        }
        return new JobView("/jobs/" + beginning.group(1), beginning.group(2), json);
    }

    private boolean hasEnded() {
        return !state.equals("queued") && !state.equals("running");
    }

    /** Asks until it has ended, or listens to what happens. */
    JobView ended(Visitor visitor, String... fields) throws IOException, Mismatch, InterruptedException {
        return visitor.random().nextBoolean() ? asked(visitor, fields) : heard(visitor, fields);
    }

    private JobView asked(Visitor visitor, String... fields) throws IOException, Mismatch, InterruptedException {
        long start = System.nanoTime();
        JobView now = view(200, visitor.ask(visitor.get(location, fields)));
        while (!now.hasEnded()) {
            if (System.nanoTime() - start > Connection.PATIENCE.toNanos()) {
                throw new Mismatch("the end of a job", now);
            }
            Thread.sleep(1 + visitor.random().nextInt(20));
            now = view(200, visitor.ask(visitor.get(location, fields)));
        }
        return now;
    }

    private JobView heard(Visitor visitor, String... fields) throws IOException, Mismatch {
        Answer answer = visitor.ask(visitor.get(location + "/events", fields));
        Parts parts = Parts.of(Form.EVENTS, answer);
        List<Part> before = parts.before();
        for (Part part : before) {
            JobView progress = view(part.json(), answer);
            boolean right = part.name().equals("progress") && progress.of(location) && !progress.hasEnded();
            Check.right(right, Outcome.WHOLE, "the progress of " + location, answer);
        }
        JobView end = view(parts.end(), answer);
        Check.right(end.of(location) && end.hasEnded(), Outcome.WHOLE, "the end of " + location, answer);
        return end;
    }

    private boolean of(String other) {
        return location.equals(other);
    }

    /** It must have, with this result to the byte. */
    void succeeded(Visitor visitor, int status, String result) throws Mismatch {
        String end = ",\"status\":" + status + ",\"result\":" + result + "}";
        if (!state.equals(JobEnd.SUCCEEDED.word()) || !json.endsWith(end)) {
            throw new Mismatch("a job that ends in " + end, json);
        }
        visitor.ledger().ended(JobEnd.SUCCEEDED);
    }

    /** It must have, for this reason. */
    void failed(Visitor visitor, String reason) throws Mismatch {
        if (!state.equals(JobEnd.FAILED.word()) || !json.contains("\"urn:tributary:problem:" + reason + "\"")) {
            throw new Mismatch("a job that failed with " + reason, json);
        }
        visitor.ledger().ended(JobEnd.FAILED);
    }
}
