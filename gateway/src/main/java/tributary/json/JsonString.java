package tributary.json;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A JSON string: a view of a document, decoded when it is first asked for its text, or made of a text. Equal to every
 * string of the same text, however it is spelled; ordered by code points.
 */
public final class JsonString implements JsonValue, Comparable<JsonString> {
    // Either the document and the place of the opening quote, or a text from the start.
    private final byte @Nullable [] array;
    private final int offset;
    private @Nullable String text;

    JsonString(byte[] array, int offset) {
        this.array = array;
        this.offset = offset;
    }

    private JsonString(String text) {
        this.array = null;
        this.offset = 0;
        this.text = text;
    }

    public static JsonString of(String text) {
        return new JsonString(Objects.requireNonNull(text));
    }

    /** The text, escapes undone. A lone surrogate, which JSON can spell but UTF-8 cannot, stays one. */
    public String text() {
        // No lock: a String may be handed over without, and threads that race decode the same text.
        String known = text;
        if (known == null) {
            known = Scan.text(Objects.requireNonNull(array), offset);
            text = known;
        }
        return known;
    }

    @Override
    public void writeTo(JsonOutput out) {
        if (array == null) {
            out.string(text());
        } else {
            out.raw(array, offset, Scan.stringEnd(array, offset) - offset);
        }
    }

    @Override
    public int roughSize() {
        return 32;
    }

    @Override
    public int compareTo(JsonString that) {
        String ours = text();
        String theirs = that.text();
        int shorter = Math.min(ours.length(), theirs.length());
        for (int i = 0; i < shorter; i++) {
            if (ours.charAt(i) != theirs.charAt(i)) {
                return Integer.compare(rank(ours.charAt(i)), rank(theirs.charAt(i)));
            }
        }
        return Integer.compare(ours.length(), theirs.length());
    }

    /**
     * Where a char stands among code points: surrogates are numbered below U+E000 to U+FFFF but spell what is beyond.
     */
    private static int rank(char c) {
        return Character.isSurrogate(c) ? c + 0x10000 : c;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || (other instanceof JsonString that && text().equals(that.text()));
    }

    @Override
    public int hashCode() {
        return text().hashCode();
    }

    @Override
    public String toString() {
        return JsonOutput.text(this);
    }
}
