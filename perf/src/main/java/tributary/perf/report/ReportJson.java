package tributary.perf.report;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import tributary.json.JsonArray;
import tributary.json.JsonBoolean;
import tributary.json.JsonNull;
import tributary.json.JsonNumber;
import tributary.json.JsonObject;
import tributary.json.JsonOutput;
import tributary.json.JsonString;
import tributary.json.JsonValue;

/**
 * A report as JSON. {@code format} names it, {@code version} is raised when a member changes its meaning or goes; members may
 * be added without that, and {@link ReportReader} passes over those it does not know. A number that is none is null.
 */
public final class ReportJson {
    static final String FORMAT = "tributary-bench";
    static final int VERSION = 1;

    private ReportJson() {}

    public static String text(Report report) {
        return JsonOutput.text(object(
                "format", text(FORMAT),
                "version", JsonNumber.of(VERSION),
                "made", text(report.made().toString()),
                "quick", JsonBoolean.of(report.quick()),
                "machine", machine(report.machine()),
                "versions", texts(report.versions()),
                "settings", texts(report.settings()),
                "sections", array(report.sections(), ReportJson::section)));
    }

    private static JsonValue machine(Report.Machine machine) {
        return object(
                "processor", text(machine.processor()),
                "cores", JsonNumber.of(machine.cores()),
                "memoryBytes", JsonNumber.of(machine.memoryBytes()),
                "system", text(machine.system()));
    }

    private static JsonValue section(Section section) {
        return object(
                "kind", text(section.kind()),
                "title", text(section.title()),
                "figures", array(section.figures(), ReportJson::figure),
                "plots", array(section.plots(), ReportJson::plot),
                "goals", array(section.goals(), ReportJson::goal),
                "notes", array(section.notes(), ReportJson::text));
    }

    private static JsonValue figure(Figure figure) {
        return object(
                "id", text(figure.id()),
                "label", text(figure.label()),
                "unit", text(figure.unit()),
                "better", text(figure.better().name()),
                "samples", array(figure.samples(), ReportJson::number));
    }

    static JsonValue plot(Plot plot) {
        return object(
                "id", text(plot.id()),
                "title", text(plot.title()),
                "note", text(plot.note()),
                "shape", text(plot.shape().name()),
                "x", axis(plot.x()),
                "y", axis(plot.y()),
                "curves", array(plot.curves(), ReportJson::curve));
    }

    private static JsonValue axis(Plot.Axis axis) {
        return object(
                "label", text(axis.label()),
                "unit", text(axis.unit()),
                "scale", text(axis.scale().name()),
                "names", array(axis.names(), ReportJson::text));
    }

    private static JsonValue curve(Plot.Curve curve) {
        return object(
                "label",
                text(curve.label()),
                "points",
                array(curve.points(), point -> array(List.of(point.x(), point.y()), ReportJson::number)));
    }

    private static JsonValue goal(Goal goal) {
        return object(
                "id", text(goal.id()),
                "promise", text(goal.promise()),
                "measured", number(goal.measured()),
                "bound", number(goal.bound()),
                "unit", text(goal.unit()),
                "held", JsonBoolean.of(goal.held()));
    }

    private static JsonValue texts(Map<String, String> texts) {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        texts.forEach((name, value) -> members.put(name, text(value)));
        return JsonObject.of(members);
    }

    private static JsonValue text(String text) {
        return JsonString.of(text);
    }

    private static JsonValue number(double number) {
        return Double.isFinite(number) ? JsonNumber.of(BigDecimal.valueOf(number)) : JsonNull.NULL;
    }

    static <T> JsonArray array(List<T> values, Function<T, JsonValue> json) {
        return JsonArray.of(values.stream().map(json).toList());
    }

    /** An object of names and values by turns. */
    private static JsonObject object(Object... members) {
        Map<String, JsonValue> object = new LinkedHashMap<>();
        for (int i = 0; i < members.length; i += 2) {
            object.put((String) members[i], (JsonValue) members[i + 1]);
        }
        return JsonObject.of(object);
    }
}
