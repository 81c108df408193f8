package tributary.json;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** An array of values that already are. */
record MadeArray(List<JsonValue> values) implements JsonArray {
    MadeArray {
        values = List.copyOf(values);
    }

    @Override
    public int size() {
        return values.size();
    }

    @Override
    public JsonValue get(int index) {
        return values.get(index);
    }

    @Override
    public void writeTo(JsonOutput out) {
        out.ascii("[");
        boolean first = true;
        for (JsonValue value : values) {
            if (!first) {
                out.ascii(",");
            }
            first = false;
            value.writeTo(out);
        }
        out.ascii("]");
    }

    @Override
    public int roughSize() {
        int size = 2;
        for (JsonValue value : values) {
            size += value.roughSize() + 1;
        }
        return size;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other != null && JsonArray.equal(this, other);
    }

    @Override
    public int hashCode() {
        return JsonArray.hash(this);
    }

    @Override
    public String toString() {
        return JsonOutput.text(this);
    }
}
