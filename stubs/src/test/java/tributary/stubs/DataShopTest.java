package tributary.stubs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DataShopTest {
    private static final Path DIRECTORY =
            Path.of(System.getProperty("tributary.shared", "../../shared")).resolve("data/shop");

    private Shop shop;
    private Curl curl;

    @BeforeEach
    void open() throws IOException {
        assumeTrue(Files.isDirectory(DIRECTORY), "the shared shop data is not here: " + DIRECTORY);
        shop = DataShop.start(DIRECTORY);
        curl = new Curl();
    }

    @AfterEach
    void close() {
        if (shop != null) {
            curl.close();
            shop.close();
        }
    }

    @Test
    void answers_every_product_as_it_stands_in_the_file() throws Exception {
        var file = Files.readString(DIRECTORY.resolve("products.json"));
        int length = 0;
        for (int id = 1; id <= 194; id++) {
            var body = curl.get(shop.url("catalog") + "/products/" + id).body();
            assertThat(file).contains(body);
            assertThat(new ObjectMapper().readTree(body).path("id").asInt()).isEqualTo(id);
            length += body.length();
        }
        // All of the file but the brackets, and a comma, a line break and two spaces between two rows.
        assertThat(length).isGreaterThan(file.length() - 194 * 5 - 10);
    }

    @ParameterizedTest
    @CsvSource({
        "/products?category=beauty&limit=2, products, 2, 5",
        "/carts/user/33, carts, -1, -1",
        "/users/33/carts, carts, -1, -1",
        "/carts?userId=33, carts, -1, -1",
        "/posts/user/121, posts, -1, -1",
        "/posts?userId=121, posts, -1, -1",
        "/comments/post/242, comments, -1, -1",
        "/comments?postId=242, comments, -1, -1"
    })
    void lists_rows_that_match(String path, String name, int rows, int total) throws Exception {
        var list =
                new ObjectMapper().readTree(curl.get(shop.url("carts") + path).body());
        assertThat(list.path(name).isArray()).isTrue();
        assertThat(list.path(name)).isNotEmpty();
        if (rows >= 0) {
            assertThat(list.path(name)).hasSize(rows);
            assertThat(list.path("total").asInt()).isEqualTo(total);
        }
    }

    @Test
    void answers_404_for_what_is_not_there() throws Exception {
        assertThat(curl.get(shop.url("accounts") + "/users/9999").statusCode()).isEqualTo(404);
    }
}
