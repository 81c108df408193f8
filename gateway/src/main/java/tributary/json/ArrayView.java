package tributary.json;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An array as it stands in a document. The places of its elements are listed at the first look, the elements themselves
 * are made when they are asked for. Two threads may do either twice over; what they find is the same.
 */
final class ArrayView implements JsonArray {
    private final Document document;
    private final int entry;
    private volatile int @Nullable [] elements;
    private volatile @Nullable List<JsonValue> values;

    ArrayView(Document document, int entry) {
        this.document = document;
        this.entry = entry;
    }

    @Override
    public int size() {
        return elements().length;
    }

    @Override
    public JsonValue get(int index) {
        List<JsonValue> made = values;
        return made != null ? made.get(index) : document.value(elements()[index]);
    }

    @Override
    public List<JsonValue> values() {
        List<JsonValue> made = values;
        if (made == null) {
            int[] places = elements();
            JsonValue[] all = new JsonValue[places.length];
            Arrays.setAll(all, i -> document.value(places[i]));
            made = Collections.unmodifiableList(Arrays.asList(all));
            values = made;
        }
        return made;
    }

    private int[] elements() {
        int[] places = elements;
        if (places == null) {
            places = document.elements(entry);
            elements = places;
        }
        return places;
    }

    @Override
    public void writeTo(JsonOutput out) {
        document.copy(entry, out);
    }

    @Override
    public int roughSize() {
        return document.size(entry);
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
