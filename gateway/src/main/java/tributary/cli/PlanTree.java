package tributary.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tributary.json.JsonOutput;
import tributary.plan.Access;
import tributary.plan.Aggregate;
import tributary.plan.Call;
import tributary.plan.Emit;
import tributary.plan.Explained;
import tributary.plan.Explained.Emitted;
import tributary.plan.Explained.Step;
import tributary.plan.ValueTemplate;
import tributary.resilience.Priority;

/**
 * A plan drawn as a tree. Each call stands below the call that decides when it starts; others that it waits for too are
 * named in its lines.
 */
final class PlanTree {
    private static final String LABEL = "%-15s";

    private final Explained explained;
    private final Paint paint;
    private final StringBuilder out = new StringBuilder();
    private final int column;

    PlanTree(Explained explained, Paint paint) {
        this.explained = explained;
        this.paint = paint;
        this.column = explained.steps().stream()
                .mapToInt(step -> 3 * depth(step) + step.call().name().length())
                .max()
                .orElse(0);
    }

    /** The drawing; every line ends with a newline. */
    String text() {
        Aggregate aggregate = explained.aggregate();
        line(paint.bold(aggregate.name()));
        if (!aggregate.summary().isEmpty()) {
            line(aggregate.summary());
        }
        line("");
        branches(explained.stage(0), "");
        line("");
        access(aggregate.access());
        priority(aggregate.priority());
        labelled("starts at once", names(explained.stage(0)));
        labelled("answers with", response(aggregate.response()));
        delivery(aggregate);
        emits();
        labelled("longest chain", chain());
        labelled("deadline", deadline());
        rounds();
        return out.toString();
    }

    /** Only where it is not what everybody expects. */
    private void access(Access access) {
        switch (access.auth()) {
            case REQUIRED -> labelled("asks for", "a key");
            case OPTIONAL -> labelled("asks for", "a key, or none");
            case NONE -> {}
        }
        if (access.cost() != 1) {
            labelled("costs", access.cost() + " tokens of the limits");
        }
    }

    /** As {@link #access}. */
    private void priority(Priority priority) {
        switch (priority) {
            case CRITICAL -> labelled("priority", "critical: refused last where there is too much to do");
            case BULK ->
                labelled(
                        "priority",
                        "bulk: refused first where there is too much to do"
                                + (explained.aggregate().method().writes() ? "" : "; gives way to critical requests"));
            case DEFAULT -> {}
        }
    }

    private void delivery(Aggregate aggregate) {
        if (aggregate.delivery().stream()) {
            labelled(
                    "streams",
                    (aggregate.response() instanceof Aggregate.Response.Shaped(ValueTemplate.Members _)
                                    ? "each member of the response"
                                    : "each call's value")
                            + " once it is there, to who accepts text/event-stream or application/x-ndjson");
        }
        if (aggregate.delivery().async() != null) {
            labelled(
                    "as a job",
                    "for who prefers respond-async; "
                            + (aggregate.safe()
                                    ? "done again where a crash breaks it off"
                                    : "failed where a crash breaks it off, since it changes something"));
        }
    }

    private void emits() {
        for (Emitted emitted : explained.emits()) {
            Emit emit = emitted.emit();
            String what = "to " + emit.sink() + " (" + emitted.sink().kind() + ")"
                    + (emit.when() == null ? "" : " when " + emit.when())
                    + (emit.key() == null ? "" : ", in order for each " + emit.key());
            String full =
                    switch (emitted.sink().whenFull()) {
                        case BLOCK -> "; where that is full the answer waits up to the deadline, then is 503";
                        case DROP -> "; where that is full it is left out, and no answer waits";
                        case REJECT -> "; where that is full the answer is 503, and none waits";
                    };
            labelled("emits", what + full);
        }
    }

    private int depth(Step step) {
        Call after = step.after();
        return after == null ? 1 : 1 + depth(explained.steps().get(after.slot()));
    }

    private void branches(List<Step> steps, String indent) {
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            boolean last = i == steps.size() - 1;
            List<Step> below = explained.startedBy(step);
            String inner = indent + (last ? "   " : "│  ");
            branch(step, indent + (last ? "└─ " : "├─ "), inner, !below.isEmpty());
            branches(below, inner);
        }
    }

    private void branch(Step step, String head, String inner, boolean more) {
        Call call = step.call();
        String name = call.name();
        String gap = " ".repeat(column - head.length() - name.length() + 2);
        line(paint.dim(head) + paint.bold(name) + gap + call.verb() + " "
                + call.service().name() + ":" + call.url() + paint.dim("  " + Spans.of(call.timeout())));
        String under = inner + (more ? "│" : "");
        String margin = paint.dim(under) + " ".repeat(column + 2 - under.length());
        details(step).forEach(detail -> line(margin + detail));
    }

    private List<String> details(Step step) {
        Call call = step.call();
        List<String> details = new ArrayList<>();
        for (Call.Need need : call.needs()) {
            String needed = explained.aggregate().calls().get(need.slot()).name();
            details.add(paint.yellow("waits for " + needed) + paint.dim(" because of ") + need.because());
        }
        if (call.when() != null) {
            details.add("only when " + call.when() + ", else " + JsonOutput.text(call.fallback()));
        }
        Call.ForEach forEach = call.forEach();
        if (forEach != null) {
            details.add("for each of " + forEach.elements() + ": " + forEach.maxParallel() + " at once, "
                    + forEach.maxElements() + " at most; equal requests are sent once");
            Call.Attach attach = forEach.attach();
            if (attach != null) {
                details.add("each result becomes its element's member \"" + attach.member() + "\"");
            }
        }
        new TreeMap<>(call.onStatus())
                .forEach((status, value) ->
                        details.add("status " + status + " is an answer: " + JsonOutput.text(value)));
        if (call.optional()) {
            details.add("optional: where it fails, " + JsonOutput.text(call.fallback()) + " and a partial answer");
        }
        details.addAll(PolicyWords.of(call));
        return details;
    }

    private static String response(Aggregate.Response response) {
        return switch (response) {
            case Aggregate.Response.ByName _ -> "each call's value under its name";
            case Aggregate.Response.Flat _ -> "the members of all results in one object";
            case Aggregate.Response.Shaped(ValueTemplate.Members(List<ValueTemplate.Member> members)) ->
                members.stream().map(ValueTemplate.Member::name).collect(Collectors.joining(", "));
            case Aggregate.Response.Shaped _ -> "a template";
        };
    }

    private String chain() {
        if (explained.chain().isEmpty()) {
            return "no calls";
        }
        String calls = explained.chain().stream()
                .map(step -> step.call().name() + " "
                        + Spans.of(step.call().attempts().worst()))
                .collect(Collectors.joining(" → "));
        return explained.chain().size() == 1 ? calls : calls + " = " + Spans.of(explained.longest());
    }

    private String deadline() {
        Duration deadline = explained.aggregate().deadline();
        Duration left = deadline.minus(explained.longest());
        if (explained.withinDeadline()) {
            return Spans.of(deadline)
                    + paint.green(", " + Spans.of(left) + " more than the longest chain takes at worst");
        }
        return Spans.of(deadline)
                + paint.yellow(", " + Spans.of(left.negated())
                        + " less than the longest chain takes at worst: what is late by then is cut off");
    }

    /** The chain counts every timeout once; where elements can queue, that is not the whole truth. */
    private void rounds() {
        for (Step step : explained.steps()) {
            Call.ForEach forEach = step.call().forEach();
            if (forEach != null && step.rounds() > 1) {
                labelled(
                        "beside that",
                        step.call().name() + " takes one more timeout for every " + forEach.maxParallel()
                                + " elements beyond the first " + forEach.maxParallel());
            }
        }
    }

    private static String names(List<Step> steps) {
        return steps.stream().map(step -> step.call().name()).collect(Collectors.joining(", "));
    }

    private void labelled(String label, String text) {
        line(paint.dim(LABEL.formatted(label)) + text);
    }

    private void line(String text) {
        out.append(text.stripTrailing()).append('\n');
    }
}
