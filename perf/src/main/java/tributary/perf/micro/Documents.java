package tributary.perf.micro;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import tributary.json.JsonArray;
import tributary.json.JsonException;
import tributary.json.JsonParser;

/**
 * JSON texts of any length: what a shop answers, from {@code ../shared/data/shop} where that lies beside the checkout,
 * otherwise records of our own that look alike.
 */
final class Documents {
    private static final int SMALL = 2000;

    private Documents() {}

    /** A text {@code {"items":[…]}} of {@code bytes} or the rest of an element more. */
    static byte[] of(int bytes) {
        List<String> elements = elements(bytes < SMALL ? "comments.json" : "products.json");
        ByteArrayOutputStream text = new ByteArrayOutputStream(bytes + SMALL);
        text.writeBytes(utf8("{\"items\":["));
        for (int i = 0; text.size() < bytes - 2; i++) {
            text.writeBytes(utf8((i == 0 ? "" : ",") + elements.get(i % elements.size())));
        }
        text.writeBytes(utf8("]}"));
        return text.toByteArray();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static List<String> elements(String file) {
        Path shop = Path.of(System.getProperty("tributary.home", "."), "..", "shared", "data", "shop", file);
        if (!Files.exists(shop)) {
            return IntStream.rangeClosed(1, 100).mapToObj(Documents::made).toList();
        }
        try {
            JsonArray all = (JsonArray) JsonParser.parse(Files.readString(shop));
            return all.values().stream().map(Object::toString).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (JsonException e) {
            throw new IllegalStateException(shop + " is no JSON", e);
        }
    }

    private static String made(int id) {
        return """
                {"id":%d,"title":"Größe %d, \\"rustic\\"","price":%d.99,"rating":4.5,"stock":%d,"tags":["new","sale"],\
                "dimensions":{"width":15.14,"height":13.08,"depth":22.99},"available":true,"seller":null}""".formatted(id, id, id % 90, id * 7 % 40);
    }
}
