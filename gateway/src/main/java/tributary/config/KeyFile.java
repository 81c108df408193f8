package tributary.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tributary.plan.ApiKey;

/**
 * Reads the file with the digests of clients' keys: a list in YAML, of which JSON is a part. No message repeats what stands
 * where a digest should be.
 */
final class KeyFile {
    private final Map<String, String> environment;
    private final Problems problems;
    private final Set<Path> secrets;

    /** @param secrets gains the file */
    KeyFile(Map<String, String> environment, Problems problems, Set<Path> secrets) {
        this.environment = environment;
        this.problems = problems;
        this.secrets = secrets;
    }

    /**
     * The keys of the file that {@code written} names; fewer where there are problems.
     *
     * @param tiers those that have limits of their own; null where nobody is limited
     */
    List<ApiKey> read(@Nullable Written<String> written, @Nullable Set<String> tiers) {
        Path file = written == null ? null : NamedFile.of(written, problems, secrets);
        Node root = file == null ? null : new ConfigurationFiles(environment, problems, secrets).root(file);
        if (file == null || root == null) {
            return List.of();
        }
        Place start = Place.startOf(file.toString());
        if (!(root instanceof Node.Sequence list)) {
            problems.error(
                    start, "expected a list of keys, each with sha256, owner and perhaps tier, found " + shown(root));
            return List.of();
        }
        if (list.elements().isEmpty()) {
            problems.warning(start, "this file holds no key, so nobody has one");
        }
        return keys(list, tiers);
    }

    /** A text may be a key that somebody wrote there. */
    private static String shown(Node root) {
        return root instanceof Node.Scalar scalar && !scalar.isNull() ? "a text" : root.found();
    }

    private List<ApiKey> keys(Node.Sequence list, @Nullable Set<String> tiers) {
        List<ApiKey> keys = new ArrayList<>();
        Map<String, Place> places = new HashMap<>();
        int number = 0;
        for (Node element : list.elements()) {
            number++;
            Node.Scalar here = new Node.Scalar(element.place(), "", "", "", true, -1);
            if (!(element instanceof Node.Mapping)) {
                problems.error(
                        element.place(), "key " + number + ": expected a mapping such as {sha256: …, owner: shop-web}");
                continue;
            }
            Fields fields = AuthKeys.KEY.read(new At("key " + number, here), element, problems);
            String digest = fields == null ? null : fields.orNull(AuthKeys.SHA256);
            if (fields == null || digest == null) {
                continue;
            }
            String tier = fields.or(AuthKeys.TIER, "");
            if (tiers != null && !tier.isEmpty() && !tiers.contains(tier)) {
                problems.warning(
                        fields.place(AuthKeys.TIER),
                        "limits.per-client.tiers has no " + Quoted.of(tier) + ", so this key has the usual limit"
                                + Suggestion.of(tier, tiers));
            }
            ApiKey key = new ApiKey(digest.toLowerCase(Locale.ROOT), fields.or(AuthKeys.OWNER, ""), tier);
            Place first = places.putIfAbsent(key.sha256(), element.place());
            if (first != null) {
                problems.error(element.place(), "key " + number + " has the same digest as the one at " + first);
            }
            keys.add(key);
        }
        return keys;
    }
}
