package tributary.stubs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A shop over JSON files from outside: products, users, carts, posts and comments, each file an array.
 *
 * <p>Its services are {@code catalog}, {@code accounts}, {@code carts}, {@code posts} and {@code comments}. Each of them
 * answers every path, so that a test may give them the names its configuration wants. Rows go out byte for byte as they
 * stand in the files. Lists are {@code {"products":[…],"total":n,"skip":s,"limit":l}}, 30 rows unless {@code limit} says
 * otherwise.
 */
public final class DataShop {
    private static final List<String> SERVICES = List.of("catalog", "accounts", "carts", "posts", "comments");

    private DataShop() {}

    /** Returns a running shop on free ports of 127.0.0.1, without delays, over the files in {@code directory}. */
    public static Shop start(Path directory) throws IOException {
        var routes = routes(directory);
        return Shop.start(
                SERVICES.stream()
                        .map(name -> new ServiceSpec(name, "127.0.0.1", 0, 0, name, routes))
                        .toList(),
                1);
    }

    private static List<Route> routes(Path directory) throws IOException {
        var products = read(directory, "products");
        var users = read(directory, "users");
        var carts = read(directory, "carts");
        var posts = read(directory, "posts");
        var comments = read(directory, "comments");
        var routes = new ArrayList<Route>();
        routes.add(Route.row("product", "/products/{id}", products));
        routes.add(Route.get("/products", asked -> list(asked, "products", products, "category", null)));
        routes.add(Route.get(
                "/products/category/{category}",
                asked -> list(asked, "products", products, "category", asked.path("category"))));
        routes.add(Route.row("user", "/users/{id}", users));
        routes.add(Route.get("/users", asked -> list(asked, "users", users, "username", null)));
        routes.add(Route.get("/users/{id}/carts", asked -> list(asked, "carts", carts, "userId", asked.path("id"))));
        routes.add(Route.get("/users/{id}/posts", asked -> list(asked, "posts", posts, "userId", asked.path("id"))));
        routes.add(Route.row("cart", "/carts/{id}", carts));
        routes.add(Route.get("/carts", asked -> list(asked, "carts", carts, "userId", null)));
        routes.add(Route.get("/carts/user/{id}", asked -> list(asked, "carts", carts, "userId", asked.path("id"))));
        routes.add(Route.row("post", "/posts/{id}", posts));
        routes.add(Route.get("/posts", asked -> list(asked, "posts", posts, "userId", null)));
        routes.add(Route.get("/posts/user/{id}", asked -> list(asked, "posts", posts, "userId", asked.path("id"))));
        routes.add(Route.row("comment", "/comments/{id}", comments));
        routes.add(Route.get("/comments", asked -> list(asked, "comments", comments, "postId", null)));
        routes.add(Route.get(
                "/comments/post/{id}", asked -> list(asked, "comments", comments, "postId", asked.path("id"))));
        return routes;
    }

    private static Table read(Path directory, String name) throws IOException {
        return Table.of(Files.readString(directory.resolve(name + ".json")), "id");
    }

    /** Rows whose {@code member} is {@code value}, or, where that is null, what the query says. */
    private static Reply list(Asked asked, String name, Table table, String member, @Nullable String value) {
        var wanted = new LinkedHashMap<String, @Nullable String>();
        wanted.put(member, value == null ? asked.query(member) : value);
        return list(asked, name, table.where(wanted));
    }

    private static Reply list(Asked asked, String name, Table.Selection found) {
        int skip = asked.number("skip", 0);
        int limit = asked.number("limit", 30);
        return Reply.json(
                200,
                "{\"%s\":%s,\"total\":%d,\"skip\":%d,\"limit\":%d}"
                        .formatted(name, found.array(skip, limit), found.total(), skip, limit));
    }
}
