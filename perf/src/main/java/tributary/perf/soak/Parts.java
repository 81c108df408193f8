package tributary.perf.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A stream that was read to its end, part by part.
 *
 * @param all in the order of their coming, the last of them {@code end}
 */
record Parts(List<Part> all) {
    private static final Pattern EVENT = Pattern.compile("event: ([^\n]+)\nid: ([0-9]+)\ndata: ([^\n]*)");
    private static final Pattern LINE = Pattern.compile("\\{\"call\":\"([^\"]+)\",\"(?:value|problem)\":(.*)}");
    private static final Pattern LAST_LINE = Pattern.compile("\\{\"end\":(.*)}");

    /** How the parts stand in the stream. */
    enum Form {
        EVENTS("text/event-stream"),
        LINES("application/x-ndjson");

        private final String type;

        Form(String type) {
            this.type = type;
        }

        String type() {
            return type;
        }
    }

    /** @param json its value or problem */
    record Part(String name, String json) {}

    Parts {
        all = List.copyOf(all);
    }

    /** Those of an answer that is a stream of this form from its first byte to its last. */
    static Parts of(Form form, Answer answer) throws Mismatch {
        if (answer.status() != 200 || !answer.header("content-type").equals(form.type())) {
            throw new Mismatch("200 and " + form.type(), answer);
        }
        List<Part> parts = form == Form.EVENTS ? events(answer) : lines(answer);
        if (parts.isEmpty() || !parts.getLast().name().equals("end")) {
            throw new Mismatch("a stream with an end", answer);
        }
        return new Parts(parts);
    }

    private static List<Part> events(Answer answer) throws Mismatch {
        List<Part> parts = new ArrayList<>();
        for (String piece : pieces(answer, "\n\n")) {
            Matcher event = EVENT.matcher(piece);
            if (event.matches() && event.group(2).equals(Integer.toString(parts.size() + 1))) {
                parts.add(new Part(event.group(1), event.group(3)));
            } else if (!piece.equals(":")) {
                throw new Mismatch("event " + (parts.size() + 1) + " or a comment", piece + " in " + answer);
            }
        }
        return parts;
    }

    private static List<Part> lines(Answer answer) throws Mismatch {
        List<Part> parts = new ArrayList<>();
        for (String piece : pieces(answer, "\n")) {
            Matcher line = LINE.matcher(piece);
            Matcher last = LAST_LINE.matcher(piece);
            if (line.matches()) {
                parts.add(new Part(line.group(1), line.group(2)));
            } else if (last.matches()) {
                parts.add(new Part("end", last.group(1)));
            } else {
                throw new Mismatch("a line with a part", piece + " in " + answer);
            }
        }
        return parts;
    }

    private static List<String> pieces(Answer answer, String end) throws Mismatch {
        if (!answer.body().endsWith(end)) {
            throw new Mismatch("a stream of whole parts", answer);
        }
        return List.of(answer.body().split(end));
    }

    /** Its last part. */
    String end() {
        return all.getLast().json();
    }

    /** Those before it. */
    List<Part> before() {
        return all.subList(0, all.size() - 1);
    }
}
