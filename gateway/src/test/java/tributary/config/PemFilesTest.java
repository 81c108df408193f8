package tributary.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tributary.config.Configuration.Loaded;
import tributary.plan.ServiceAuth;
import tributary.tls.Certificates;

class PemFilesTest {
    @TempDir
    Path folder;

    private void copy(String name, String to) throws IOException {
        Files.writeString(folder.resolve(to), Files.readString(Certificates.file(name)));
    }

    private Loaded load(String serverTls, String service) throws IOException {
        return Configuration.load(
                Files.writeString(folder.resolve("gateway.yaml"), """
                server: { tls: %s }
                services: { s: %s }
                aggregates: { GET /a: { calls: { a: { get: "s:/x" } } } }
                """.formatted(serverTls, service)), Map.of());
    }

    private List<String> shown(String serverTls) throws IOException {
        return shown(load(serverTls, "{ url: \"http://h\" }"));
    }

    private List<String> shown(Loaded loaded) {
        return loaded.diagnostics().stream()
                .map(each -> each.toString().replace(folder + "/", ""))
                .toList();
    }

    private static final String PAIR = "{ certificate: crt, key: key }";

    @ParameterizedTest
    @CsvSource({
        "first, first-key",
        "first, first-key-sec1",
        "second, second-key",
        "second, second-key-pkcs1",
        "edwards, edwards-key",
    })
    void reads_keys_in_every_usual_form(String certificate, String key) throws IOException {
        copy(certificate, "crt");
        // Comments and other parts do not matter.
        Files.writeString(
                folder.resolve("key"),
                "Bag Attributes\n  friendlyName: x\r\n"
                        + Files.readString(Certificates.file(key)).replace("\n", "\r\n")
                        + Files.readString(Certificates.file(certificate)));
        Loaded loaded = load(PAIR, "{ url: \"http://h\" }");
        assertThat(shown(loaded)).isEmpty();
        assertThat(loaded.plan().server().tls()).isNotNull();
        assertThat(loaded.plan().server().tls().identity().chain()).hasSize(2);
        assertThat(loaded.secrets()).containsExactlyInAnyOrder(folder.resolve("crt"), folder.resolve("key"));
        // The same files give the same plan, so that a reload lets be what they are for.
        assertThat(load(PAIR, "{ url: \"http://h\" }").plan()).isEqualTo(loaded.plan());
        assertThat(loaded.plan().toString()).contains("certificate of CN=" + certificate);
    }

    @Test
    void names_what_is_wrong_and_its_place() throws IOException {
        copy("first", "crt");
        copy("second-key", "key");
        assertThat(shown(PAIR))
                .containsExactly(
                        "gateway.yaml:1:41: error: server.tls.key: this is not the key of the first certificate in"
                                + " 'crt', 'CN=first'");
        copy("encrypted-key", "key");
        assertThat(shown(PAIR)).singleElement().asString().startsWith("key:1:1: error: this key is encrypted");
        copy("encrypted-key-sec1", "key");
        assertThat(shown(PAIR)).singleElement().asString().startsWith("key:1:1: error: this key is encrypted");
        Files.writeString(folder.resolve("key"), "# mine\n-----BEGIN PRIVATE KEY-----\nAAAA\n");
        assertThat(shown(PAIR))
                .containsExactly("key:2:1: error: this key is broken, or of a kind other than RSA, EC and Ed25519");
        copy("first", "key");
        assertThat(shown(PAIR))
                .containsExactly("gateway.yaml:1:41: error: server.tls.key: 'key' holds no private key in PEM");
        copy("first-key", "key");
        copy("first-key", "crt");
        assertThat(shown(PAIR)).singleElement().asString().contains("'crt' holds no certificate in PEM");
        Files.writeString(folder.resolve("crt"), "\n-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n");
        assertThat(shown(PAIR)).containsExactly("crt:2:1: error: this certificate is broken");
        String chain = Files.readString(Certificates.file("first"));
        Files.writeString(folder.resolve("crt"), chain + Files.readString(Certificates.file("stranger")));
        assertThat(shown(PAIR)).singleElement().asString().contains("has not issued the one before it");
        Files.delete(folder.resolve("crt"));
        Files.delete(folder.resolve("key"));
        assertThat(shown(PAIR))
                .containsExactly(
                        "gateway.yaml:1:31: error: server.tls.certificate: 'crt' does not exist",
                        "gateway.yaml:1:41: error: server.tls.key: 'key' does not exist");
        assertThat(shown("{ certificate: crt }"))
                .anySatisfy(line -> assertThat(line).contains("lacks 'key'"));
    }

    @Test
    void no_message_holds_anything_of_a_key() throws IOException {
        copy("first", "crt");
        String key = Files.readString(Certificates.file("second-key"));
        String secret = key.lines().skip(1).findFirst().orElseThrow();
        for (String text : List.of(key, key.replace("-----END", "----END"), secret, key.replace("A", "!"))) {
            Files.writeString(folder.resolve("key"), text);
            assertThat(shown(PAIR)).isNotEmpty().noneMatch(line -> line.contains(secret.substring(0, 10)));
        }
    }

    @Test
    void one_that_has_expired_is_a_warning() throws IOException {
        copy("expired", "crt");
        copy("expired-key", "key");
        Loaded loaded = load(PAIR, "{ url: \"http://h\" }");
        assertThat(loaded.plan()).isNotNull();
        assertThat(shown(loaded))
                .containsExactly("crt:1:1: warning: the certificate of 'CN=expired' has expired: 2025-02-01T00:00:00Z");
    }

    @Test
    void a_service_may_have_authorities_an_identity_and_a_name() throws IOException {
        copy("authority", "ca");
        copy("client", "crt");
        copy("client-key", "key");
        copy("first", "own");
        copy("first-key", "own-key");
        String own = "{ certificate: own, key: own-key }";
        Loaded loaded =
                load(own, "{ url: \"https://h\", tls: { ca: ca, certificate: crt, key: key, server-name: other } }");
        assertThat(shown(loaded)).isEmpty();
        assertThat(loaded.plan().services().get("s").tls().serverName()).isEqualTo("other");
        assertThat(shown(load(own, "{ url: \"https://h\", tls: { certificate: crt } }")))
                .containsExactly("gateway.yaml:2:36: error: 'certificate' and 'key' belong together");
        assertThat(shown(load(own, "{ url: \"https://h\", tls: {} }")))
                .containsExactly("gateway.yaml:2:36: error: services.s.tls lacks 'ca', 'certificate' or 'server-name'");
        assertThat(shown(load(own, "{ url: \"http://h\", tls: { ca: ca } }")))
                .containsExactly(
                        "gateway.yaml:2:35: warning: 'tls' has no effect: no URL of the service begins with https:");
    }

    @Test
    void a_token_service_is_known_as_the_service_with_its_url_is() throws IOException {
        copy("authority", "ca");
        copy("first", "own");
        copy("first-key", "own-key");
        Loaded loaded = load("{ certificate: own, key: own-key }", """
                { url: "https://h/base", tls: { ca: ca }, auth: { oauth2: { token-url: "https://H:443/token", client-id: a,
                  client-secret: b } } }""");
        assertThat(shown(loaded)).isEmpty();
        var service = loaded.plan().services().get("s");
        assertThat(((ServiceAuth.OAuth2) service.auth()).tls())
                .isEqualTo(service.tls())
                .isNotNull();
    }
}
