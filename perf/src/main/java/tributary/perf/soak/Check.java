package tributary.perf.soak;

import tributary.perf.soak.Deed.Outcome;

/** What an answer must be, byte for byte where it can be foretold. */
final class Check {
    private Check() {}

    static Outcome whole(int status, String body, Answer answer) throws Mismatch {
        boolean right = answer.status() == status
                && answer.body().equals(body)
                && answer.header("tributary-partial").isEmpty();
        return right(right, Outcome.WHOLE, status + " " + body, answer);
    }

    static Outcome partial(String beginning, String reason, Answer answer) throws Mismatch {
        boolean right = answer.status() == 200
                && answer.body().startsWith(beginning + ",\"_problems\":{\"value\":{")
                && answer.header("tributary-partial").equals("value;reason=" + reason);
        return right(right, Outcome.PARTIAL, "200 without 'value' because of " + reason, answer);
    }

    static Outcome problem(int status, String reason, Answer answer) throws Mismatch {
        boolean right = answer.status() == status
                && answer.header("content-type").equals("application/problem+json")
                && answer.body().contains("\"urn:tributary:problem:" + reason + "\"")
                && answer.header("retry-after").isEmpty() == (status != 503);
        return right(right, Outcome.PROBLEM, status + " " + reason, answer);
    }

    /** That this is a problem, whichever. */
    static boolean isProblem(int status, String reason, Answer answer) {
        return answer.status() == status && answer.body().contains("\"urn:tributary:problem:" + reason + "\"");
    }

    static Outcome right(boolean right, Outcome outcome, String expected, Answer answer) throws Mismatch {
        if (!right) {
            throw new Mismatch(expected, answer);
        }
        return outcome;
    }
}
