package tributary.perf.beyond;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tributary.perf.process.PlainAnswer;
import tributary.perf.process.PlainService.Asked;

class TokensTest {
    private static int check(Tokens tokens, String token) {
        return tokens.check(new Asked("GET", "/", Map.of("authorization", token), ""))
                .status();
    }

    @Test
    void a_token_is_good_for_its_life() throws Exception {
        Tokens tokens = new Tokens(Duration.ofMinutes(1));
        PlainAnswer issued = tokens.issue();
        assertThat(issued).isNotNull();
        assertThat(issued.body()).contains("\"token-0\"", "\"expires_in\":60");
        assertThat(tokens.awaitFirst()).isEqualTo(tokens.lastIssued());
        assertThat(check(tokens, "Bearer token-0")).isEqualTo(200);
        assertThat(check(tokens, "Bearer token-1")).isEqualTo(401);
        assertThat(tokens.refused()).isEqualTo(1);
    }

    @Test
    void one_whose_life_is_over_is_refused() {
        Tokens tokens = new Tokens(Duration.ZERO);
        tokens.issue();
        assertThat(check(tokens, "Bearer token-0")).isEqualTo(401);
    }

    @Test
    void who_is_away_hands_out_none() {
        Tokens tokens = new Tokens(Duration.ofMinutes(1));
        tokens.away(true);
        assertThat(tokens.issue()).isNull();
        assertThat(tokens.vain()).isEqualTo(1);
        tokens.away(false);
        assertThat(tokens.issue()).isNotNull();
    }
}
