package tributary;

import static tributary.PlainJson.at;
import static tributary.PlainJson.list;
import static tributary.PlainJson.object;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tributary.PlainJson.Digits;

/** The shop's data files, and what the examples are to answer over them: the same joins, as loops over the rows. */
final class ShopData {
    static final Path DIRECTORY =
            Path.of(System.getProperty("tributary.shared", "../../shared")).resolve("data/shop");

    private final Map<String, List<?>> files = new HashMap<>();

    ShopData() throws IOException {
        for (String file : List.of("products", "users", "carts", "posts", "comments")) {
            files.put(file, (List<?>) PlainJson.read(Files.readString(DIRECTORY.resolve(file + ".json"))));
        }
    }

    static boolean present() {
        return Files.isDirectory(DIRECTORY);
    }

    int count(String file) {
        return files.get(file).size();
    }

    /** The row of {@code file} with this id; null where there is none. */
    @Nullable
    Object row(String file, @Nullable Object id) {
        List<?> found = rows(file, "id", id);
        return found.isEmpty() ? null : found.getFirst();
    }

    private List<?> rows(String file, String member, @Nullable Object value) {
        return files.get(file).stream()
                .filter(row -> value != null && value.equals(at(row, member)))
                .toList();
    }

    Object productPage(int id) {
        Object product = row("products", new Digits("" + id));
        Object article = row("posts", new Digits("" + id));
        List<Object> reviews = new ArrayList<>();
        for (Object each : list(product, "reviews")) {
            reviews.add(
                    object("stars", at(each, "rating"), "text", at(each, "comment"), "by", at(each, "reviewerName")));
        }
        List<Object> related = new ArrayList<>();
        for (Object each : rows("products", "category", at(product, "category"))) {
            if (related.size() < 6) {
                related.add(object("id", at(each, "id"), "title", at(each, "title"), "price", at(each, "price")));
            }
        }
        List<Object> comments = new ArrayList<>();
        for (Object each : rows("comments", "postId", at(article, "id"))) {
            Object author = row("users", at(each, "user.id"));
            comments.add(object(
                    "text", at(each, "body"), "by", at(author, "firstName"), "city", at(author, "address.city")));
        }
        return object(
                "id", at(product, "id"),
                "title", at(product, "title"),
                "text", at(product, "description"),
                "brand", at(product, "brand"),
                "price", at(product, "price"),
                "rating", at(product, "rating"),
                "reviews", reviews,
                "related", related,
                "article",
                        object(
                                "title", at(article, "title"),
                                "likes", at(article, "reactions.likes"),
                                "comments", comments));
    }

    Object dashboard(int id) {
        Object user = row("users", new Digits("" + id));
        BigDecimal toPay = BigDecimal.ZERO;
        List<Object> carts = new ArrayList<>();
        for (Object cart : rows("carts", "userId", at(user, "id"))) {
            toPay = toPay.add(new BigDecimal(String.valueOf(at(cart, "discountedTotal"))));
            List<Object> lines = new ArrayList<>();
            for (Object line : list(cart, "products")) {
                Object product = row("products", at(line, "id"));
                lines.add(object(
                        "title", at(line, "title"),
                        "quantity", at(line, "quantity"),
                        "price", at(line, "price"),
                        "left", at(product, "stock"),
                        "sku", at(product, "sku")));
            }
            carts.add(object("id", at(cart, "id"), "total", at(cart, "total"), "lines", lines));
        }
        List<Object> posts = new ArrayList<>();
        for (Object post : rows("posts", "userId", at(user, "id"))) {
            List<Object> said = new ArrayList<>();
            for (Object comment : rows("comments", "postId", at(post, "id"))) {
                said.add(object("text", at(comment, "body"), "by", at(comment, "user.username")));
            }
            posts.add(object(
                    "title",
                    at(post, "title"),
                    "likes",
                    at(post, "reactions.likes"),
                    "comments",
                    new Digits("" + said.size()),
                    "said",
                    said));
        }
        return object(
                "customer",
                object(
                        "id", at(user, "id"),
                        "name", at(user, "firstName"),
                        "email", at(user, "email"),
                        "city", at(user, "address.city")),
                "toPay",
                new Digits(toPay.toPlainString()),
                "carts",
                carts,
                "posts",
                posts);
    }

    Object story(int id) {
        Object cart = row("carts", new Digits("" + id));
        Object user = row("users", at(cart, "userId"));
        List<?> posts = rows("posts", "userId", at(user, "id"));
        List<Object> comments = new ArrayList<>();
        for (Object post : posts) {
            for (Object comment : rows("comments", "postId", at(post, "id"))) {
                comments.add(object(
                        "post", at(comment, "postId"), "text", at(comment, "body"), "likes", at(comment, "likes")));
            }
        }
        return object(
                "cart", cart,
                "owner", at(user, "firstName") + " " + at(user, "lastName") + ", " + at(user, "address.city"),
                "posts", posts,
                "comments", comments);
    }
}
