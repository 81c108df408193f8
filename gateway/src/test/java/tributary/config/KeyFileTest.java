package tributary.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tributary.config.Configuration.Loaded;
import tributary.plan.Access.Auth;
import tributary.plan.Aggregate;
import tributary.plan.ApiKey;

class KeyFileTest {
    private static final String A = "a".repeat(64);
    private static final String B = "0123456789".repeat(6) + "0123";

    @TempDir
    Path folder;

    @BeforeEach
    void configure() throws IOException {
        Files.writeString(folder.resolve("gateway.yaml"), """
                auth: { api-keys: { header: X-Key, file: keys } }
                limits: { per-client: { rate: 1/s, tiers: { gold: { rate: 2/s } } } }
                services: { s: { url: "http://h" } }
                aggregates:
                  GET /a: { calls: { a: { get: "s:/x" } } }
                  GET /b: { auth: optional, cost: 5, calls: { a: { get: "s:/x" } } }
                """);
    }

    private Loaded load(String keys) throws IOException {
        Files.writeString(folder.resolve("keys"), keys);
        return Configuration.load(folder.resolve("gateway.yaml"), Map.of());
    }

    private List<String> shown(String keys) throws IOException {
        return load(keys).diagnostics().stream()
                .map(each -> each.toString().replace(folder + "/", ""))
                .toList();
    }

    @Test
    void reads_yaml_and_json() throws IOException {
        ApiKey first = new ApiKey(A, "web", "gold");
        ApiKey second = new ApiKey(B, "partner", "");
        for (String text : List.of(
                "# ours\n- { sha256: " + A.toUpperCase(java.util.Locale.ROOT) + ", owner: web, tier: gold }\n- sha256: "
                        + B + "\n  owner: partner\n",
                "[{\"sha256\":\"" + A + "\",\"owner\":\"web\",\"tier\":\"gold\"},{\"sha256\":\"" + B
                        + "\",\"owner\":\"partner\"}]")) {
            Loaded loaded = load(text);
            assertThat(loaded.diagnostics()).isEmpty();
            assertThat(loaded.plan().auth().apiKeys().keys()).containsExactly(first, second);
            assertThat(loaded.plan().auth().apiKeys().header()).isEqualTo("x-key");
            assertThat(loaded.secrets()).contains(folder.resolve("keys"));
            assertThat(loaded.plan().aggregates().stream()
                            .map(Aggregate::access)
                            .map(access -> access.auth()))
                    .containsExactly(Auth.REQUIRED, Auth.OPTIONAL);
            assertThat(loaded.plan().aggregates().get(1).access().cost()).isEqualTo(5);
        }
    }

    @Test
    void names_every_mistake_and_repeats_no_key() throws IOException {
        assertThat(shown("""
                - { sha256: my-secret-key, owner: web }
                - { sha256: %s }
                - { sha256: %s, owner: web, teir: gold }
                - { owner: "a\\tb", sha256: 'sha256:%s' }
                - my-secret-key
                - { sha256: %s, owner: other, tier: glod }
                """.formatted(A, B, A, A)))
                .containsExactly(
                        "keys:1:13: error: key 1.sha256: expected the SHA-256 digest of a key, 64 hexadecimal digits,"
                                + " such as printf %s KEY | sha256sum prints",
                        "keys:2:3: error: key 2 lacks 'owner'",
                        "keys:3:" + (3 + 2 + 8 + 64 + 2 + 12)
                                + ": error: unknown key 'teir' in key 3; did you mean 'tier'?",
                        "keys:4:12: error: key 4.owner: expected an owner such as shop-web, found the text 'a b'; it is"
                                + " printable ASCII, 100 characters at most",
                        "keys:4:28: error: key 4.sha256: expected the SHA-256 digest of a key, 64 hexadecimal digits,"
                                + " such as printf %s KEY | sha256sum prints",
                        "keys:5:3: error: key 5: expected a mapping such as {sha256: …, owner: shop-web}",
                        "keys:6:3: error: key 6 has the same digest as the one at keys:2:3",
                        "keys:6:93: warning: limits.per-client.tiers has no 'glod', so this key has the usual limit; did you"
                                + " mean 'gold'?");
    }

    @Test
    void is_a_list() throws IOException {
        assertThat(shown("{}"))
                .containsExactly(
                        "keys:1:1: error: expected a list of keys, each with sha256, owner and perhaps tier, found a mapping");
        assertThat(shown("my-secret-key")).singleElement().asString().doesNotContain("my-secret-key");
        assertThat(shown("")).singleElement().asString().contains("found nothing");
        assertThat(shown("- [")).singleElement().asString().contains("this is no YAML");
        assertThat(shown("[]")).containsExactly("keys:1:1: warning: this file holds no key, so nobody has one");
    }
}
