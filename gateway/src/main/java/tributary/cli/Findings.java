package tributary.cli;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tributary.config.Diagnostic;
import tributary.config.Diagnostic.Severity;
import tributary.json.JsonArray;
import tributary.json.JsonBoolean;
import tributary.json.JsonNumber;
import tributary.json.JsonObject;
import tributary.json.JsonString;
import tributary.json.JsonValue;
import tributary.reload.Finding;
import tributary.reload.PlanSource.Reading;

/** What was found in a configuration, for people and for programs. */
record Findings(List<Diagnostic> all) {
    Findings {
        all = List.copyOf(all);
    }

    static Findings of(Reading reading) {
        return new Findings(
                reading.findings().stream().map(Findings::diagnostic).toList());
    }

    private static Diagnostic diagnostic(Finding found) {
        Severity severity = found.error() ? Severity.ERROR : Severity.WARNING;
        return new Diagnostic(severity, found.file(), found.line(), found.column(), found.message());
    }

    /** One line each: {@code file:line:column: error: what}. */
    void print(PrintWriter out, Paint paint) {
        for (Diagnostic each : all) {
            String severity = each.severity() == Severity.ERROR ? paint.red("error") : paint.yellow("warning");
            out.println(paint.bold(each.file() + ":" + each.line() + ":" + each.column()) + ": " + severity + ": "
                    + each.message());
        }
        out.flush();
    }

    long errors() {
        return all.stream().filter(each -> each.severity() == Severity.ERROR).count();
    }

    /** {@code no errors}, {@code 2 errors, 1 warning}. */
    String counted() {
        long warnings = all.size() - errors();
        return (errors() == 0 ? "no errors" : Counts.of(errors(), "error"))
                + (warnings == 0 ? "" : ", " + Counts.of(warnings, "warning"));
    }

    JsonObject json() {
        Map<String, JsonValue> json = new LinkedHashMap<>();
        json.put("ok", JsonBoolean.of(errors() == 0));
        json.put("errors", JsonNumber.of(errors()));
        json.put("warnings", JsonNumber.of(all.size() - errors()));
        json.put("diagnostics", JsonArray.of(all.stream().map(Findings::json).toList()));
        return JsonObject.of(json);
    }

    private static JsonObject json(Diagnostic each) {
        Map<String, JsonValue> json = new LinkedHashMap<>();
        json.put("severity", JsonString.of(each.severity() == Severity.ERROR ? "error" : "warning"));
        json.put("file", JsonString.of(each.file()));
        json.put("line", JsonNumber.of(each.line()));
        json.put("column", JsonNumber.of(each.column()));
        json.put("message", JsonString.of(each.message()));
        return JsonObject.of(json);
    }
}
