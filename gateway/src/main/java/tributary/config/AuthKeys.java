package tributary.config;

import java.util.List;
import java.util.regex.Pattern;

/** How clients show who they are. */
final class AuthKeys {
    private static final Pattern DIGEST = Pattern.compile("[0-9A-Fa-f]{64}");
    private static final Pattern NAME = Pattern.compile("[!-~]([ -~]{0,98}[!-~])?");

    static final Key<String> HEADER = Key.of(
            "header",
            Quantities.HEADER_NAME,
            "X-Api-Key",
            "The header in which a client sends its key. In `Authorization` it stands behind `Bearer`.");
    static final Key<String> FILE = Key.required(
            "file",
            Types.TEXT,
            "The file with the keys' digests, relative to the one that names it. It is read again when it changes; one with"
                    + " mistakes is refused, and the keys there were stay.");

    static final Section API_KEYS = new Section("auth.api-keys", """
            Keys that clients send in a header. A missing key (where an aggregate wants one) and an unknown one are answered
            with 401; whoever tries more than 30 unknown ones at once, or more than one a second, hears 429. Tries are counted
            by address.""", """
            auth:
              api-keys: { header: X-Api-Key, file: api-keys.yaml }
            """, List.of(HEADER, FILE));

    static final Key<Fields> API_KEYS_KEY =
            Key.required("api-keys", API_KEYS.type(), "Keys that clients send in a header.");
    static final Section AUTH = new Section(
            "auth",
            "How clients show who they are. Each aggregate's `auth` says whether they must.",
            """
            auth:
              api-keys: { header: X-Api-Key, file: api-keys.yaml }
            """,
            List.of(API_KEYS_KEY));

    /** Tells what is wrong without repeating it: what stands there instead of a digest may be the key itself. */
    static final Key<String> SHA256 = Key.required(
            "sha256",
            new Type<>("64 hexadecimal digits", Schemas.text(DIGEST.pattern()), (at, node, problems) -> {
                if (node instanceof Node.Scalar scalar
                        && DIGEST.matcher(scalar.text()).matches()) {
                    return scalar.text();
                }
                Types.wrong(
                        at,
                        node,
                        "expected the SHA-256 digest of a key, 64 hexadecimal digits, such as printf %s KEY | sha256sum"
                                + " prints",
                        problems);
                return null;
            }),
            "The SHA-256 digest of the key's bytes.");

    static final Key<String> OWNER = Key.required("owner", name("an owner such as shop-web"), "Whose key it is.");
    static final Key<String> TIER = Key.optional(
            "tier", name("a tier such as gold"), "Which of `limits.per-client.tiers` applies; without it, none does.");

    static final Section KEY = new Section("auth.api-keys.file[]", """
            One key in the file that `auth.api-keys.file` names. The file is a list, in YAML or JSON, and has at most 1 MiB (some
            8,000 keys). It holds no key, only digests, so make keys long and random: 32 hexadecimal digits or more.

            ```sh
            KEY=$(openssl rand -hex 24)               # for the client, and nobody else
            printf %s "$KEY" | sha256sum              # for the file
            ```

            ```
            - { sha256: 2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae, owner: shop-web, tier: gold }
            - { sha256: fcde2b2edba56bf408601fb721fe9b5c338d10ee429ea04fae5511b68fbf8fb9, owner: partner }
            ```""", "", List.of(SHA256, OWNER, TIER));

    private AuthKeys() {}

    /** Goes into logs and headers, so it is plain text on one line. */
    private static Type<String> name(String expected) {
        return Types.scalar("text", expected, Schemas.text(NAME.pattern()), scalar -> {
            if (!NAME.matcher(scalar.text()).matches()) {
                throw new Unfit("it is printable ASCII, 100 characters at most");
            }
            return scalar.text();
        });
    }
}
