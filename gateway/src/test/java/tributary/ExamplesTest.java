package tributary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static tributary.PlainJson.at;
import static tributary.PlainJson.list;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tributary.config.Configuration;
import tributary.stubs.DataShop;
import tributary.stubs.ServiceState;
import tributary.stubs.Shop;

/** Every file of {@code config/}: it loads without a word, and answers what it says it answers. */
class ExamplesTest {
    private static final Path CONFIG = Path.of("../config");
    private static final Path EXAMPLES = CONFIG.resolve("examples");
    private static final Pattern CURL = Pattern.compile("curl -i [^`\n]*localhost:8080[^`\n]*");
    private static final Pattern CONTINUED = Pattern.compile("\\\\\n *#");
    private static final int FIRST_PORT = 9101;
    private static final int STEP = 7;

    /** What the services are called in the examples with real data, and what the shop calls them. */
    private static final Map<String, String> SERVICES = Map.of(
            "PRODUCTS_URL", "catalog",
            "USERS_URL", "accounts",
            "CARTS_URL", "carts",
            "POSTS_URL", "posts",
            "COMMENTS_URL", "comments");

    @TempDir
    static Path folder;

    private static Shop stubs;
    private static @Nullable Shop data;

    @BeforeAll
    static void open() throws IOException {
        stubs = Shop.start();
        data = ShopData.present() ? DataShop.start(ShopData.DIRECTORY) : null;
    }

    @AfterAll
    static void close() {
        stubs.close();
        if (data != null) {
            data.close();
        }
    }

    private static void assumeData() {
        assumeTrue(data != null, "the shared shop data is not here: " + ShopData.DIRECTORY);
    }

    /** A gateway over a file; the stubs stand where they stand by default, and the data shop where variables say. */
    private static RunningExample run(Path file) throws Exception {
        String yaml = Files.readString(file);
        for (String name : stubs.services()) {
            int port = FIRST_PORT + stubs.services().indexOf(name);
            yaml = yaml.replace("http://127.0.0.1:" + port, stubs.url(name));
        }
        Map<String, String> environment = new TreeMap<>();
        environment.put(
                "KEYS_FILE", EXAMPLES.resolve("api-keys.json").toAbsolutePath().toString());
        environment.put("TLS_FOLDER", EXAMPLES.resolve("tls").toAbsolutePath().toString());
        environment.put("JOBS_STORE", folder.resolve(file.getFileName()).toString());
        environment.put("AUDIT_FILE", folder.resolve("audit.jsonl").toString());
        environment.put("DEAD_LETTERS", folder.resolve("dead.jsonl").toString());
        if (data != null) {
            SERVICES.forEach((variable, service) -> environment.put(variable, data.url(service)));
        }
        return RunningExample.start(yaml, environment);
    }

    static List<Path> files() throws IOException {
        try (Stream<Path> listed = Files.list(EXAMPLES)) {
            return Stream.concat(Stream.of(CONFIG.resolve("gateway.yaml")), listed)
                    .filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void loads_without_a_word(Path file) {
        Configuration.Loaded loaded = Configuration.load(file, Map.of());
        assertThat(loaded.diagnostics()).isEmpty();
        assertThat(loaded.plan()).isNotNull();
    }

    @ParameterizedTest
    @MethodSource("files")
    void keeps_to_the_schema(Path file) throws IOException {
        String yaml = Files.readString(file);
        Matcher named =
                Pattern.compile("\\A# yaml-language-server: \\$schema=(\\S+)").matcher(yaml);
        Path schema = named.find() ? file.resolveSibling(named.group(1)) : CONFIG.resolve("gateway.schema.json");
        assertThat(SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                        .getSchema(Files.readString(schema), InputFormat.JSON)
                        .validate(yaml, InputFormat.YAML))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("files")
    void answers_every_curl_line_that_it_or_the_index_shows(Path file) throws Exception {
        String name = file.getFileName().toString();
        String own = Files.readString(file);
        if (own.contains("dummyjson.com")) {
            assumeData();
        }
        String index = Files.readString(EXAMPLES.resolve("README.md"));
        List<String> shown = Stream.concat(
                        CONTINUED.matcher(own).replaceAll(" ").lines(),
                        index.lines().filter(line -> line.contains("(" + name + ")")))
                .flatMap(line -> CURL.matcher(line).results().map(MatchResult::group))
                .toList();
        assertThat(shown).isNotEmpty();
        try (RunningExample example = run(file)) {
            for (String line : shown) {
                HttpResponse<String> answer = example.curl(line);
                assertThat(answer.statusCode()).as(line + "\n" + answer.body()).isIn(200, 201);
                assertThat(answer.headers().map()).as(line).doesNotContainKey("tributary-partial");
                assertThat(PlainJson.read(answer.body())).isNotNull();
            }
        }
    }

    @Test
    void the_index_lists_every_example() throws IOException {
        String index = Files.readString(EXAMPLES.resolve("README.md"));
        assertThat(files()).hasSizeGreaterThan(10).allSatisfy(file -> {
            if (file.startsWith(EXAMPLES)) {
                assertThat(index).contains("[" + file.getFileName() + "](" + file.getFileName() + ")");
            }
        });
    }

    /** Asks for every {@value #STEP}th row of a file, and the last, and compares with what the loops of ShopData find. */
    private static void compare(String file, String target, String rows, BiFunction<ShopData, Integer, Object> joined)
            throws Exception {
        assumeData();
        ShopData files = new ShopData();
        int count = files.count(rows);
        List<Integer> ids = IntStream.rangeClosed(1, count)
                .filter(id -> id % STEP == 1 || id == count)
                .boxed()
                .toList();
        assertThat(ids).hasSizeGreaterThan(20);
        try (RunningExample example = run(EXAMPLES.resolve(file))) {
            for (int id : ids) {
                HttpResponse<String> answer = example.get(target.formatted(id));
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
                assertThat(answer.headers().map()).doesNotContainKey("tributary-partial");
                Object document = PlainJson.read(answer.body());
                Object expected = joined.apply(files, id);
                assertThat(document).as(target.formatted(id)).isEqualTo(expected);
                // Maps are equal in any order; an answer's members have one.
                assertThat(document).hasToString(expected.toString());
            }
        }
    }

    @Test
    void the_product_page_is_what_joining_the_files_gives() throws Exception {
        compare("product-page.yaml", "/products/%d/page", "products", ShopData::productPage);
    }

    @Test
    void the_dashboard_is_what_joining_the_files_gives() throws Exception {
        compare("dashboard.yaml", "/users/%d/dashboard", "users", ShopData::dashboard);
    }

    @Test
    void the_chain_is_what_joining_the_files_gives() throws Exception {
        compare("chain.yaml", "/carts/%d/story", "carts", ShopData::story);
    }

    @Test
    void the_dashboard_goes_out_without_posts_when_their_service_is_dead() throws Exception {
        assumeData();
        Map<String, Object> whole = object(new ShopData().dashboard(15));
        assertThat(list(whole, "posts")).isNotEmpty();
        data.turn("posts", new ServiceState.Dead());
        try (RunningExample example = run(EXAMPLES.resolve("dashboard.yaml"))) {
            HttpResponse<String> answer = example.get("/users/15/dashboard");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("tributary-partial")).contains("posts;reason=reset");
            Map<String, Object> document = object(PlainJson.read(answer.body()));
            assertThat(at(document, "_problems.posts.type")).isEqualTo("urn:tributary:problem:reset");
            document.remove("_problems");
            whole.put("posts", List.of());
            assertThat(document).isEqualTo(whole);
        } finally {
            data.heal();
        }
    }

    @Test
    void the_dashboard_goes_out_with_uncommented_posts_when_that_service_fails() throws Exception {
        assumeData();
        data.turn("comments", new ServiceState.Failing(503, 1));
        try (RunningExample example = run(EXAMPLES.resolve("dashboard.yaml"))) {
            HttpResponse<String> answer = example.get("/users/15/dashboard");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("tributary-partial")).contains("comments;reason=bad-status");
            Object document = PlainJson.read(answer.body());
            assertThat(list(document, "posts")).isNotEmpty().allSatisfy(post -> assertThat(list(post, "said"))
                    .isEmpty());
            assertThat(at(document, "carts")).isEqualTo(at(new ShopData().dashboard(15), "carts"));
        } finally {
            data.heal();
        }
    }

    @Test
    void the_page_names_the_commenters_even_when_the_users_are_unknown() throws Exception {
        assumeData();
        data.turn("accounts", new ServiceState.Refusing());
        try (RunningExample example = run(EXAMPLES.resolve("product-page.yaml"))) {
            int commented = 2;
            HttpResponse<String> answer = example.get("/products/" + commented + "/page");
            assertThat(answer.headers().firstValue("tributary-partial")).contains("authors;reason=connect-failed");
            assertThat(list(PlainJson.read(answer.body()), "article.comments"))
                    .isNotEmpty()
                    .allSatisfy(
                            comment -> assertThat((String) at(comment, "by")).contains(" "));
        } finally {
            data.heal();
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> object(Object document) {
        return (Map<String, Object>) document;
    }
}
