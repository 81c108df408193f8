package tributary.perf.soak;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import tributary.perf.soak.Deed.Outcome;
import tributary.perf.soak.Parts.Form;
import tributary.perf.soak.Parts.Part;

/** Answers that come part by part: read to their end, read slowly, or left in the middle. */
final class StreamDeeds {
    private static final String WHOLE = "{\"outcome\":\"ok\"}";

    private StreamDeeds() {}

    /** As events or as lines, packed or plain, each call's value or each member. */
    static Outcome read(Visitor visitor) throws IOException, Mismatch {
        boolean members = visitor.random().nextBoolean();
        Form form = form(visitor);
        boolean packed = visitor.random().nextBoolean();
        String path = (members ? "/members/" : "/parts/") + visitor.id();
        Answer answer = visitor.ask(visitor.get(path, "Accept: " + form.type(), coding(packed)));
        return whole(form, packed, members ? members(visitor.id()) : parts(visitor.id()), answer);
    }

    static Form form(Visitor visitor) {
        return visitor.random().nextBoolean() ? Form.EVENTS : Form.LINES;
    }

    private static String coding(boolean packed) {
        return "Accept-Encoding: " + (packed ? "gzip" : "identity");
    }

    static Set<Part> parts(String id) {
        return Set.of(
                new Part("one", Documents.item(id)),
                new Part("two", Documents.stock(id)),
                new Part("three", Documents.item(id)));
    }

    private static Set<Part> members(String id) {
        return Set.of(
                new Part("fixed", "\"so\""),
                new Part("first", Documents.item(id)),
                new Part("both", "{\"a\":" + Documents.stock(id) + ",\"b\":19.90}"));
    }

    /** These parts, each once, in whichever order they came. */
    static Outcome whole(Form form, boolean packed, Set<Part> expected, Answer answer) throws Mismatch {
        Parts parts = Parts.of(form, answer);
        List<Part> came = parts.before();
        boolean right = came.size() == expected.size()
                && Set.copyOf(came).equals(expected)
                && parts.end().equals(WHOLE)
                && answer.header("content-encoding").equals(packed ? "gzip" : "");
        return Check.right(right, Outcome.WHOLE, expected + (packed ? " packed" : ""), answer);
    }

    /** Without an optional call, which has its problem in its place and in the end. */
    static Outcome lacking(Visitor visitor) throws IOException, Mismatch {
        Form form = form(visitor);
        boolean packed = visitor.random().nextBoolean();
        Answer answer = visitor.ask(visitor.get("/lacking/" + visitor.id(), "Accept: " + form.type(), coding(packed)));
        Parts parts = Parts.of(form, answer);
        boolean right = parts.before().size() == 2
                && parts.before().contains(new Part("own", visitor.id()))
                && parts.before().stream().anyMatch(StreamDeeds::failed)
                && parts.end().startsWith("{\"outcome\":\"partial\",\"problems\":{\"value\":{");
        return Check.right(right, Outcome.PARTIAL, "a stream without 'value'", answer);
    }

    private static boolean failed(Part part) {
        return part.name().equals("value") && part.json().contains("\"urn:tributary:problem:bad-status\"");
    }

    /** Takes a little, rests, and takes a little more, until it has all of it. */
    static Outcome slowly(Visitor visitor) throws IOException, Mismatch {
        Form form = form(visitor);
        try (Connection connection = visitor.connect()) {
            connection.readSlowly(1 + visitor.random().nextInt(5));
            connection.write(visitor.get(
                    "/bulky/" + visitor.id(), "Accept: " + form.type(), coding(false), "Connection: close"));
            return whole(form, false, bulky(visitor.id()), visitor.mine(connection.read()));
        }
    }

    static Set<Part> bulky(String id) {
        String large = Documents.large(id);
        return Set.of(new Part("one", large), new Part("two", large), new Part("three", large));
    }

    /** In the middle of a part, or while the next one is waited for. */
    static Outcome left(Visitor visitor) throws IOException, InterruptedException {
        String path = visitor.random().nextBoolean() ? "/lingering/" : "/bulky/";
        boolean packed = visitor.random().nextBoolean();
        try (Connection connection = visitor.connect()) {
            connection.write(
                    visitor.get(path + visitor.id(), "Accept: " + form(visitor).type(), coding(packed)));
            // Packed, all of it is no more than that.
            connection.readSome(1 + visitor.random().nextInt(packed ? 200 : 2000));
            return Departures.leave(connection, visitor.random());
        }
    }
}
