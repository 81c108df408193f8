package tributary.perf.soak;

import static tributary.perf.soak.Check.problem;
import static tributary.perf.soak.JobView.view;

import java.io.IOException;
import tributary.perf.soak.Deed.Outcome;

/** Work that is answered before it is done: each job is followed to its end, and that is the one it was asked for. */
final class JobDeeds {
    private static final String LATER = "Prefer: respond-async";

    private JobDeeds() {}

    static Outcome followed(Visitor visitor) throws IOException, Mismatch, InterruptedException {
        JobView job = accepted(visitor, visitor.ask(visitor.get("/report/" + visitor.id(), LATER)));
        job.ended(visitor).succeeded(visitor, 200, GoodDeeds.three(visitor.id()));
        return Outcome.WHOLE;
    }

    private static JobView accepted(Visitor visitor, Answer answer) throws Mismatch {
        JobView job = view(202, answer);
        visitor.ledger().accepted();
        return job;
    }

    static Outcome failing(Visitor visitor) throws IOException, Mismatch, InterruptedException {
        JobView job = accepted(visitor, visitor.ask(visitor.get("/bad-report/" + visitor.id(), LATER)));
        job.ended(visitor).failed(visitor, "bad-status");
        return Outcome.PROBLEM;
    }

    /** Most are done before that long has passed, and answered as if they had been no jobs. */
    static Outcome waited(Visitor visitor) throws IOException, Mismatch, InterruptedException {
        String expected = GoodDeeds.three(visitor.id());
        Answer answer = visitor.ask(visitor.get("/report/" + visitor.id(), LATER + ", wait=1"));
        if (answer.status() == 202) {
            accepted(visitor, answer).ended(visitor).succeeded(visitor, 200, expected);
            return Outcome.WHOLE;
        }
        visitor.ledger().accepted();
        visitor.ledger().ended(JobEnd.SUCCEEDED);
        boolean told = answer.header("preference-applied").equals("wait=1")
                && answer.header("content-location").startsWith("/jobs/");
        Check.right(told, Outcome.WHOLE, "where the job is", answer);
        return Check.whole(200, expected, answer);
    }

    /** While it waits, while it runs, or behind its end, which then stays. */
    static Outcome cancelled(Visitor visitor) throws IOException, Mismatch, InterruptedException {
        JobView job = accepted(visitor, visitor.ask(visitor.get("/long-report/" + visitor.id(), LATER)));
        Thread.sleep(visitor.random().nextInt(30));
        Answer answer = visitor.ask(visitor.request("DELETE", job.location(), ""));
        JobView ended = view(200, answer);
        if (!ended.state().equals(JobEnd.CANCELLED.word())) {
            ended.succeeded(visitor, 200, "{\"value\":" + Documents.item(visitor.id()) + "}");
            return Outcome.WHOLE;
        }
        visitor.ledger().ended(JobEnd.CANCELLED);
        Answer again = visitor.ask(
                visitor.random().nextBoolean()
                        ? visitor.get(job.location())
                        : visitor.request("DELETE", job.location(), ""));
        return Check.whole(200, answer.body(), again);
    }

    /** A write that is sent again, before or after its answer, is one job; with another body it is refused. */
    static Outcome repeated(Visitor visitor) throws IOException, Mismatch, InterruptedException {
        String body = "{\"from\":" + visitor.id() + "}";
        JobView job;
        try (Connection other = visitor.connect()) {
            boolean together = visitor.random().nextBoolean();
            if (together) {
                other.write(once(visitor, body));
            }
            job = accepted(visitor, visitor.ask(once(visitor, body)));
            if (!together) {
                other.write(once(visitor, body));
            }
            same(job, visitor.mine(other.read()));
            visitor.ledger().repeated();
        }
        visitor.ledger().once();
        problem(422, "idempotency-key-reused", visitor.ask(once(visitor, "{\"from\":0}")));
        job.ended(visitor).succeeded(visitor, 201, "{\"saved\":" + Documents.written(visitor.id(), body) + "}");
        return Outcome.WHOLE;
    }

    private static String once(Visitor visitor, String body) {
        return visitor.request(
                "POST", "/once/" + visitor.id(), body, LATER, "Idempotency-Key: \"" + visitor.id() + "\"");
    }

    private static void same(JobView job, Answer answer) throws Mismatch {
        Check.right(
                view(202, answer).location().equals(job.location()),
                Outcome.WHOLE,
                "the job " + job.location(),
                answer);
    }

    /** A job with an owner, whom nobody else can tell from one that never was. */
    static Outcome foreign(Visitor visitor) throws IOException, Mismatch, InterruptedException {
        String ours = BeyondConfiguration.OURS;
        JobView job = accepted(visitor, visitor.ask(visitor.get("/report/" + visitor.id(), LATER, ours)));
        String none = "/jobs/" + "x".repeat(visitor.random().nextInt(1, 64));
        for (String path : new String[] {job.location(), job.location() + "/events", none}) {
            problem(404, "not-found", visitor.ask(visitor.get(path)));
            problem(404, "not-found", visitor.ask(visitor.get(path, BeyondConfiguration.THEIRS)));
        }
        problem(404, "not-found", visitor.ask(visitor.request("DELETE", job.location(), "")));
        job.ended(visitor, ours).succeeded(visitor, 200, GoodDeeds.three(visitor.id()));
        return Outcome.WHOLE;
    }

    /** Without hearing where its job is, or while it waits for the result. */
    static Outcome left(Visitor visitor) throws IOException, InterruptedException {
        String patience = visitor.random().nextBoolean() ? "" : ", wait=5";
        visitor.ledger().unheard();
        try (Connection connection = visitor.connect()) {
            connection.write(visitor.get("/report/" + visitor.id(), LATER + patience));
            return Departures.leave(connection, visitor.random());
        }
    }
}
