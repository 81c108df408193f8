package tributary.stubs;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a JSON file: an array of objects, or an object whose first array of objects holds them.
 *
 * <p>A row is answered as the very characters it has in the file, so that {@code 19.90} stays {@code 19.90} and a line
 * break stays one; the parsed form serves only to find it. Immutable and thread-safe.
 */
final class Table {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final List<Row> rows;
    private final Map<String, Row> byKey = new HashMap<>();

    private record Row(JsonNode node, String text) {}

    private Table(List<Row> rows, String key) {
        this.rows = List.copyOf(rows);
        for (var row : rows) {
            byKey.put(row.node().path(key).asText(), row);
        }
    }

    /** Returns the table a JSON text holds, its rows found by their member {@code key}. */
    static Table of(String json, String key) throws IOException {
        var rows = new ArrayList<Row>();
        try (JsonParser parser = new JsonFactory(MAPPER).createParser(json)) {
            for (var token = parser.nextToken(); token != JsonToken.START_ARRAY; token = parser.nextToken()) {
                if (token == null) {
                    throw new IOException("the text holds no array");
                }
            }
            while (parser.nextToken() == JsonToken.START_OBJECT) {
                int from = (int) parser.currentTokenLocation().getCharOffset();
                JsonNode node = MAPPER.readTree(parser);
                int to = (int) parser.currentLocation().getCharOffset();
                rows.add(new Row(node, json.substring(from, to)));
            }
        }
        return new Table(rows, key);
    }

    int size() {
        return rows.size();
    }

    /** Returns the text of the row with this key, null where there is none. */
    @Nullable
    String find(String key) {
        var row = byKey.get(key);
        return row == null ? null : row.text();
    }

    /** Returns the rows whose members have the values asked for, a null value asking for nothing. */
    Selection where(Map<String, @Nullable String> members) {
        Predicate<Row> wanted = row -> members.entrySet().stream()
                .allMatch(member -> member.getValue() == null
                        || row.node().path(member.getKey()).asText().equals(member.getValue()));
        return new Selection(rows.stream().filter(wanted).map(Row::text).toList());
    }

    /** Rows found, in the file's order. */
    record Selection(List<String> texts) {
        int total() {
            return texts.size();
        }

        /** Returns a JSON array of at most {@code limit} rows after the first {@code skip}. */
        String array(int skip, int limit) {
            return texts.stream().skip(skip).limit(limit).collect(Collectors.joining(",", "[", "]"));
        }
    }
}
