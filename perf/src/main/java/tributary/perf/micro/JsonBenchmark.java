package tributary.perf.micro;

import java.util.LinkedHashMap;
import java.util.Map;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import tributary.json.JsonException;
import tributary.json.JsonObject;
import tributary.json.JsonOutput;
import tributary.json.JsonParser;
import tributary.json.JsonValue;

/** Checking what a service said, and splicing three checked answers into one document. For JMH. */
@State(Scope.Benchmark)
public class JsonBenchmark {
    /** Of one answer. */
    @Param({"500", "4000", "50000", "500000"})
    public int bytes;

    private byte[] text = {};
    private JsonObject merged = JsonObject.EMPTY;
    private int capacity;

    @Setup
    public void prepare() throws JsonException {
        text = Documents.of(bytes);
        Map<String, JsonValue> members = new LinkedHashMap<>();
        for (String name : new String[] {"one", "two", "three"}) {
            members.put(name, JsonParser.parse(text, 0, text.length));
        }
        merged = JsonObject.of(members);
        capacity = 3 * text.length + 100;
    }

    @Benchmark
    public JsonValue check() throws JsonException {
        return JsonParser.parse(text, 0, text.length);
    }

    @Benchmark
    public JsonOutput splice() {
        JsonOutput out = new JsonOutput(capacity);
        merged.writeTo(out);
        return out;
    }
}
