package tributary.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import tributary.downstream.Failure;
import tributary.downstream.Failure.TemplateUnresolved;
import tributary.downstream.Failure.TooLarge;
import tributary.downstream.Reply;
import tributary.downstream.WireRequest;
import tributary.engine.Outcome.Answered;
import tributary.engine.Outcome.Defaulted;
import tributary.json.JsonArray;
import tributary.json.JsonNull;
import tributary.json.JsonObject;
import tributary.json.JsonValue;
import tributary.plan.Call;
import tributary.plan.Call.ForEach;
import tributary.plan.UnresolvedException;

/**
 * One call made for each element of an array: at most {@code max-parallel} at once, equal requests once, the results in the
 * elements' order. An optional call's default stands in the place of each element that failed; a required call's first
 * failure ends it.
 *
 * <p>Used by one thread, which owns the threads of the elements.
 */
final class Elements {
    private static final int STATUS_OF_MANY = 200;

    private final FanOut fanOut;
    private final Call call;
    private final ForEach forEach;
    private final long start;

    Elements(FanOut fanOut, Call call, ForEach forEach, long start) {
        this.fanOut = fanOut;
        this.call = call;
        this.forEach = forEach;
        this.start = start;
    }

    Outcome outcome() throws InterruptedException, UnresolvedException {
        List<JsonValue> items = items();
        if (items.size() > forEach.maxElements()) {
            return fanOut.missing(
                    call,
                    new TooLarge(items.size() + " elements, of which max-elements allows " + forEach.maxElements()),
                    start,
                    0);
        }
        // What is to be sent comes first: a required call whose last element makes no request sends none of them.
        List<Job> jobs = new ArrayList<>();
        List<Job> byElement = new ArrayList<>(items.size());
        Map<WireRequest, Job> equal = new LinkedHashMap<>();
        for (JsonValue item : items) {
            Job job = job(item, equal, jobs);
            if (job.wire == null && !call.optional()) {
                return fanOut.missing(call, job.failure(), start, 0);
            }
            byElement.add(job);
        }
        send(jobs);
        return merged(byElement, jobs.size());
    }

    private List<JsonValue> items() throws UnresolvedException {
        JsonValue elements = fanOut.evaluate(forEach.elements());
        if (elements == JsonNull.NULL) {
            return List.of();
        }
        if (!(elements instanceof JsonArray array)) {
            throw UnresolvedException.of(forEach.elements(), "is no array, so there are no elements to call for");
        }
        Call.Attach attach = forEach.attach();
        if (attach == null) {
            return array.values();
        }
        // The places, not the values: what is found here is what the results are put into afterwards.
        List<JsonValue> places =
                Attachments.elements(fanOut.value(attach.slot()), attach.path().steps());
        for (JsonValue place : places) {
            if (!(place instanceof JsonObject)) {
                throw UnresolvedException.of(
                        forEach.elements(), "has an element that is no object, so nothing can be attached to it");
            }
        }
        return places;
    }

    private Job job(JsonValue item, Map<WireRequest, Job> equal, List<Job> jobs) {
        WireRequest wire;
        try {
            wire = fanOut.build(call, item);
        } catch (UnresolvedException e) {
            return new Job(null, new Reply.Failed(FanOut.unresolved(e)));
        }
        Job known = call.verb().writes() ? null : equal.get(wire);
        if (known != null) {
            fanOut.takesFromAnother(call);
            return known;
        }
        Job job = new Job(wire, null);
        equal.put(wire, job);
        jobs.add(job);
        return job;
    }

    /** Sends what is to be sent. Writes go one after the other: no two of one request ever run side by side. */
    private void send(List<Job> jobs) throws InterruptedException {
        int workers = Math.min(jobs.size(), call.verb().writes() ? 1 : forEach.maxParallel());
        if (workers == 0) {
            return;
        }
        AtomicInteger next = new AtomicInteger();
        SideBySide.run(workers, _ -> work(jobs, next));
    }

    /** Takes one job after the other; true, and no further, once a required element has failed. */
    private boolean work(List<Job> jobs, AtomicInteger next) throws InterruptedException {
        for (int i = next.getAndIncrement(); i < jobs.size(); i = next.getAndIncrement()) {
            Job job = jobs.get(i);
            if (job.wire != null) {
                job.reply = fanOut.send(call, job.wire);
            }
            if (!call.optional() && job.reply instanceof Reply.Failed) {
                return true;
            }
        }
        return false;
    }

    private Outcome merged(List<Job> byElement, int requests) {
        List<JsonValue> values = new ArrayList<>(byElement.size());
        Failure first = null;
        int failed = 0;
        for (Job job : byElement) {
            switch (job.reply) {
                case Reply.Answered answered -> values.add(answered.value());
                case Reply.Failed(Failure failure) -> {
                    first = first == null ? failure : first;
                    failed++;
                    values.add(call.fallback());
                }
                // Cancelled, because another element failed.
                case null -> {}
            }
        }
        if (first == null) {
            return new Answered(JsonArray.of(values), STATUS_OF_MANY, fanOut.timing(start, requests));
        }
        if (!call.optional()) {
            return fanOut.missing(call, first, start, requests);
        }
        return new Defaulted(JsonArray.of(values), FanOut.ofOptional(first), failed, fanOut.timing(start, requests));
    }

    /** One request and its reply. Written by the worker that took it, read once all of them have ended. */
    private static final class Job {
        private final @Nullable WireRequest wire;
        private @Nullable Reply reply;

        Job(@Nullable WireRequest wire, @Nullable Reply reply) {
            this.wire = wire;
            this.reply = reply;
        }

        Failure failure() {
            return reply instanceof Reply.Failed(Failure failure) ? failure : new TemplateUnresolved("");
        }
    }
}
