package tributary.json;

import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A checked text whose root is an array or an object, and its index, which is made at the first look into it.
 *
 * <p>The index has an entry for every value and every member's name, in the order in which they stand. A scalar or a
 * name is one int: where it starts. An array or object is three: where it starts, where it ends, and the entry after
 * all that is in it. What an entry is, its first byte tells. So stepping over a child is one step however much it
 * holds, and a path through the document never reads more than the index once and the names along the way.
 *
 * <p>The check has counted the entries, so the index is as long as it must be: 6 bytes for each byte of the document at
 * worst ({@code [[[[]]]]}), about half a byte for usual ones.
 *
 * <p>Immutable but for the index. Threads that race to make it make equal ones.
 */
final class Document {
    private final byte[] array;
    private final int start;
    private final int end;
    private final int entries;
    private volatile int @Nullable [] index;

    /** The bytes from {@code start} to {@code end} are one array or object of {@code entries} ints, as checked. */
    Document(byte[] array, int start, int end, int entries) {
        this.array = array;
        this.start = start;
        this.end = end;
        this.entries = entries;
    }

    /** The value at {@code entry}. */
    JsonValue value(int entry) {
        int from = entry == 0 ? start : index()[entry];
        return switch (array[from]) {
            case '{' -> new ObjectView(this, entry);
            case '[' -> new ArrayView(this, entry);
            default -> scalar(from);
        };
    }

    private JsonValue scalar(int from) {
        return switch (array[from]) {
            case '"' -> new JsonString(array, from);
            case 't' -> JsonBoolean.TRUE;
            case 'f' -> JsonBoolean.FALSE;
            case 'n' -> JsonNull.NULL;
            default -> new JsonNumber(array, from, Scan.wordEnd(array, from, end) - from);
        };
    }

    /** Writes the array or object at {@code entry} as it stands. */
    void copy(int entry, JsonOutput out) {
        // Whoever only passes a document on needs no index.
        int from = entry == 0 ? start : index()[entry];
        int to = entry == 0 ? end : index()[entry + 1];
        out.raw(array, from, to - from);
    }

    /** Bytes of the array or object at {@code entry}. */
    int size(int entry) {
        return entry == 0 ? end - start : index()[entry + 1] - index()[entry];
    }

    /** The entries of the elements of the array at {@code entry}. */
    int[] elements(int entry) {
        int[] entries = index();
        int last = entries[entry + 2];
        int count = 0;
        for (int at = entry + 3; at < last; at = after(entries, at)) {
            count++;
        }
        int[] elements = new int[count];
        count = 0;
        for (int at = entry + 3; at < last; at = after(entries, at)) {
            elements[count++] = at;
        }
        return elements;
    }

    /**
     * The entry of the value of the last member {@code name} in the object at {@code entry}, -1 where there is none.
     */
    int member(int entry, String name) {
        int[] entries = index();
        int last = entries[entry + 2];
        int found = -1;
        for (int at = entry + 3; at < last; at = after(entries, at + 1)) {
            if (Scan.spells(array, entries[at], name)) {
                found = at + 1;
            }
        }
        return found;
    }

    /** Hands every member of the object at {@code entry} to {@code each}, in the order in which they stand. */
    void members(int entry, BiConsumer<String, JsonValue> each) {
        int[] entries = index();
        int last = entries[entry + 2];
        for (int at = entry + 3; at < last; at = after(entries, at + 1)) {
            each.accept(Scan.text(array, entries[at]), value(at + 1));
        }
    }

    private int after(int[] entries, int entry) {
        return isContainer(array[entries[entry]]) ? entries[entry + 2] : entry + 1;
    }

    private static boolean isContainer(byte first) {
        return first == '{' || first == '[';
    }

    private int[] index() {
        int[] made = index;
        if (made == null) {
            made = makeIndex();
            index = made;
        }
        return made;
    }

    private int[] makeIndex() {
        int[] made = new int[entries];
        int count = 0;
        // While a container is open, its third int holds the one around it: the index is its own stack.
        int open = -1;
        int at = start;
        while (at < end) {
            switch (array[at]) {
                case '{', '[' -> {
                    made[count] = at++;
                    made[count + 2] = open;
                    open = count;
                    count += 3;
                }
                case '}', ']' -> {
                    int around = made[open + 2];
                    made[open + 1] = ++at;
                    made[open + 2] = count;
                    open = around;
                }
                case '"' -> {
                    made[count++] = at;
                    at = Scan.stringEnd(array, at);
                }
                case ',', ':', ' ', '\t', '\n', '\r' -> at++;
                default -> {
                    made[count++] = at;
                    at = Scan.wordEnd(array, at, end);
                }
            }
        }
        assert count == entries;
        return made;
    }
}
