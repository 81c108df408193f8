package tributary.edge.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tributary.Sha256;
import tributary.plan.ApiKey;

class KeyRingTest {
    @Test
    void finds_each_of_many_keys_and_no_other() throws Exception {
        List<ApiKey> keys = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            keys.add(new ApiKey(Sha256.of("key-" + i), "owner-" + i, ""));
        }
        KeyRing ring = new KeyRing(keys);
        for (int i = 0; i < 2_000; i++) {
            assertThat(ring.find("key-" + i)).isEqualTo(keys.get(i));
            assertThat(ring.find("kez-" + i)).isNull();
        }
        assertThat(ring.find("")).isNull();
        assertThat(ring.find(keys.getFirst().sha256())).as("a digest is no key").isNull();
    }

    @Test
    void a_digest_that_only_begins_the_same_is_another() throws Exception {
        String right = Sha256.of("secret");
        String other = right.substring(0, 63) + (right.endsWith("0") ? "1" : "0");
        ApiKey key = new ApiKey(right, "right", "");
        assertThat(new KeyRing(List.of(new ApiKey(other, "other", ""))).find("secret"))
                .isNull();
        assertThat(new KeyRing(List.of(new ApiKey(other, "other", ""), key)).find("secret"))
                .isEqualTo(key);
    }
}
