package tributary.perf.report;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tributary.json.JsonArray;
import tributary.json.JsonBoolean;
import tributary.json.JsonException;
import tributary.json.JsonNull;
import tributary.json.JsonNumber;
import tributary.json.JsonObject;
import tributary.json.JsonParser;
import tributary.json.JsonString;
import tributary.json.JsonValue;

/** Reads what {@link ReportJson} wrote. */
public final class ReportReader {
    private final JsonObject object;

    private ReportReader(JsonObject object) {
        this.object = object;
    }

    /** The report that {@code text} spells. */
    public static Report read(String text) throws NoReport {
        try {
            return new ReportReader(object(JsonParser.parse(text))).report();
        } catch (JsonException e) {
            throw new NoReport("it is no JSON: " + e.getMessage());
        } catch (DateTimeParseException | IllegalArgumentException e) {
            throw new NoReport("it holds a value that no report has: " + e.getMessage());
        }
    }

    /** What makes a value of a part of the text. */
    private interface Reading<T> {
        T read(JsonValue value) throws NoReport;
    }

    private Report report() throws NoReport {
        if (!(object.get("format") instanceof JsonString format)
                || !format.text().equals(ReportJson.FORMAT)) {
            throw new NoReport("it is not what 'tributary bench' writes");
        }
        if (number("version") != ReportJson.VERSION) {
            throw new NoReport("it has version " + object.get("version") + ", and this reads " + ReportJson.VERSION);
        }
        ReportReader machine = in("machine");
        return new Report(
                Instant.parse(text("made")),
                object.get("quick") == JsonBoolean.TRUE,
                new Report.Machine(
                        machine.text("processor"),
                        (int) machine.number("cores"),
                        (long) machine.number("memoryBytes"),
                        machine.text("system")),
                in("versions").texts(),
                in("settings").texts(),
                list("sections", value -> new ReportReader(object(value)).section()));
    }

    private Section section() throws NoReport {
        return new Section(
                text("kind"),
                text("title"),
                list("figures", value -> new ReportReader(object(value)).figure()),
                list("plots", value -> new ReportReader(object(value)).plot()),
                list("goals", value -> new ReportReader(object(value)).goal()),
                list("notes", ReportReader::text));
    }

    private Figure figure() throws NoReport {
        return new Figure(
                text("id"),
                text("label"),
                text("unit"),
                Figure.Better.valueOf(text("better")),
                list("samples", ReportReader::number));
    }

    private Goal goal() throws NoReport {
        return new Goal(text("id"), text("promise"), number("measured"), number("bound"), text("unit"));
    }

    private Plot plot() throws NoReport {
        return new Plot(
                text("id"),
                text("title"),
                text("note"),
                Plot.Shape.valueOf(text("shape")),
                in("x").axis(),
                in("y").axis(),
                list("curves", value -> new ReportReader(object(value)).curve()));
    }

    private Plot.Axis axis() throws NoReport {
        return new Plot.Axis(
                text("label"), text("unit"), Plot.Scale.valueOf(text("scale")), list("names", ReportReader::text));
    }

    private Plot.Curve curve() throws NoReport {
        return new Plot.Curve(text("label"), list("points", ReportReader::point));
    }

    private static Plot.Point point(JsonValue value) throws NoReport {
        if (value instanceof JsonArray array && array.size() == 2) {
            return new Plot.Point(number(array.get(0)), number(array.get(1)));
        }
        throw new NoReport("a point is not two numbers");
    }

    private ReportReader in(String name) throws NoReport {
        return new ReportReader(object(object.get(name)));
    }

    private Map<String, String> texts() throws NoReport {
        Map<String, String> texts = new LinkedHashMap<>();
        for (String name : object.names()) {
            texts.put(name, text(name));
        }
        return texts;
    }

    private <T> List<T> list(String name, Reading<T> reading) throws NoReport {
        if (!(object.get(name) instanceof JsonArray array)) {
            throw new NoReport("'" + name + "' is no list");
        }
        List<T> values = new ArrayList<>(array.size());
        for (JsonValue value : array.values()) {
            values.add(reading.read(value));
        }
        return values;
    }

    private String text(String name) throws NoReport {
        JsonValue value = object.get(name);
        if (value == null) {
            throw new NoReport("'" + name + "' is missing");
        }
        return text(value);
    }

    private double number(String name) throws NoReport {
        JsonValue value = object.get(name);
        if (value == null) {
            throw new NoReport("'" + name + "' is missing");
        }
        return number(value);
    }

    private static JsonObject object(@Nullable JsonValue value) throws NoReport {
        if (value instanceof JsonObject object) {
            return object;
        }
        throw new NoReport("there is " + (value == null ? "nothing" : "something else") + " where an object belongs");
    }

    private static String text(JsonValue value) throws NoReport {
        if (value instanceof JsonString text) {
            return text.text();
        }
        throw new NoReport("there is something else where a text belongs");
    }

    private static double number(JsonValue value) throws NoReport {
        if (value == JsonNull.NULL) {
            return Double.NaN;
        }
        if (value instanceof JsonNumber number) {
            return Double.parseDouble(number.text());
        }
        throw new NoReport("there is something else where a number belongs");
    }
}
