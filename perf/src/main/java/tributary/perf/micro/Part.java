package tributary.perf.micro;

import java.util.List;

/**
 * One thing that is measured: a benchmark, and for those that have one, the value of its parameter.
 *
 * @param id stable from run to run, the part of a figure's id after {@code micro.}
 * @param label for people
 * @param benchmark its class
 * @param parameter empty where it has none
 * @param value of the parameter
 * @param quick whether the quick form measures it too
 */
record Part(String id, String label, Class<?> benchmark, String method, String parameter, String value, boolean quick) {

    /** All of them, in the order in which a request meets them. */
    static final List<Part> ALL = List.of(
            part("plan.route", "Find the aggregate of a path, one of four", PlanningBenchmark.class, "route"),
            part("plan.urls", "Render the URLs of three calls", PlanningBenchmark.class, "urls"),
            part("limits.all", "Take a token of the bucket for all", BucketBenchmark.class, "all"),
            part("limits.client", "Take a token of one of 10,000 clients' buckets", BucketBenchmark.class, "client"),
            engine(1, false),
            engine(3, true),
            engine(8, false),
            engine(32, false),
            json("check", "Check", "500", "0.5 KB", false),
            json("check", "Check", "4000", "4 KB", true),
            json("check", "Check", "50000", "50 KB", false),
            json("check", "Check", "500000", "500 KB", false),
            json("splice", "Splice three checked answers of", "500", "0.5 KB", false),
            json("splice", "Splice three checked answers of", "4000", "4 KB", true),
            json("splice", "Splice three checked answers of", "50000", "50 KB", false),
            json("splice", "Splice three checked answers of", "500000", "500 KB", false),
            part("jmespath.path", "Check 4 KB, then JMESPath: a path", ExpressionBenchmark.class, "path"),
            part(
                    "jmespath.filter",
                    "Check 4 KB, then JMESPath: filter and reshape",
                    ExpressionBenchmark.class,
                    "filter"),
            part("jmespath.sort", "Check 4 KB, then JMESPath: sort and join", ExpressionBenchmark.class, "function"),
            part("template.response", "Evaluate a response template", PlanningBenchmark.class, "response"));

    private static Part part(String id, String label, Class<?> benchmark, String method) {
        return new Part(id, label, benchmark, method, "", "", true);
    }

    private static Part engine(int calls, boolean quick) {
        String label = "Engine over a stubbed wire, " + calls + (calls == 1 ? " call" : " calls") + " of 4 KB";
        return new Part("engine." + calls, label, EngineBenchmark.class, "answer", "calls", "" + calls, quick);
    }

    private static Part json(String method, String verb, String bytes, String size, boolean quick) {
        String id = "json." + method + "." + bytes;
        return new Part(id, verb + " " + size, JsonBenchmark.class, method, "bytes", bytes, quick);
    }
}
