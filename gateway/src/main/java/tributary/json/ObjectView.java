package tributary.json;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An object as it stands in a document. The first {@value #WALKS} looks for a member walk along the names and compare
 * their bytes; whoever goes on asking has all members put into a map once, so that n looks cost n steps, not n².
 */
final class ObjectView implements JsonObject {
    private static final int WALKS = 16;

    private final Document document;
    private final int entry;
    private volatile @Nullable Map<String, JsonValue> members;
    // Racing threads may lose a count; then one of them walks once more.
    private int walks;

    ObjectView(Document document, int entry) {
        this.document = document;
        this.entry = entry;
    }

    @Override
    public @Nullable JsonValue get(String name) {
        Map<String, JsonValue> all = members;
        if (all == null && walks < WALKS) {
            walks++;
            int found = document.member(entry, name);
            return found < 0 ? null : document.value(found);
        }
        return all().get(name);
    }

    @Override
    public Set<String> names() {
        return all().keySet();
    }

    private Map<String, JsonValue> all() {
        Map<String, JsonValue> all = members;
        if (all == null) {
            Map<String, JsonValue> made = new LinkedHashMap<>();
            document.members(entry, made::put);
            all = Collections.unmodifiableMap(made);
            members = all;
        }
        return all;
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
        return other != null && JsonObject.equal(this, other);
    }

    @Override
    public int hashCode() {
        return JsonObject.hash(this);
    }

    @Override
    public String toString() {
        return JsonOutput.text(this);
    }
}
