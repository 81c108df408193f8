package tributary.downstream.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tributary.downstream.WireRequest;
import tributary.downstream.WireRequest.Field;
import tributary.downstream.http1.Origin;

/** Header blocks: the examples of RFC 7541, appendix C, and hostile ones. */
class HpackTest {
    private final HpackDecoder decoder = new HpackDecoder();

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replaceAll("\\s", ""));
    }

    private HeaderBlock decode(byte[] block) throws BrokenConnection {
        return decoder.decode(block, 0, block.length);
    }

    private String lines(String hex) throws BrokenConnection {
        return decode(hex(hex)).fields().stream()
                .map(field -> field.name() + "=" + field.value())
                .collect(Collectors.joining("|"));
    }

    @Test
    void reads_requests_without_huffman_codes_as_in_c_3() throws Exception {
        assertThat(lines("828684410f7777772e6578616d706c652e636f6d"))
                .isEqualTo(":method=GET|:scheme=http|:path=/|:authority=www.example.com");
        assertThat(lines("828684be58086e6f2d6361636865"))
                .isEqualTo(":method=GET|:scheme=http|:path=/|:authority=www.example.com|cache-control=no-cache");
        assertThat(lines("828785bf400a637573746f6d2d6b65790c637573746f6d2d76616c7565"))
                .isEqualTo(
                        ":method=GET|:scheme=https|:path=/index.html|:authority=www.example.com|custom-key=custom-value");
    }

    @Test
    void reads_requests_with_huffman_codes_as_in_c_4() throws Exception {
        assertThat(lines("828684418cf1e3c2e5f23a6ba0ab90f4ff"))
                .isEqualTo(":method=GET|:scheme=http|:path=/|:authority=www.example.com");
        assertThat(lines("828684be5886a8eb10649cbf"))
                .isEqualTo(":method=GET|:scheme=http|:path=/|:authority=www.example.com|cache-control=no-cache");
        assertThat(lines("828785bf408825a849e95ba97d7f8925a849e95bb8e8b4bf"))
                .isEqualTo(
                        ":method=GET|:scheme=https|:path=/index.html|:authority=www.example.com|custom-key=custom-value");
    }

    @Test
    void reads_an_answer_as_in_c_6() throws Exception {
        assertThat(lines("488264025885aec3771a4b6196d07abe941054d444a8200595040b8166e082a62d1bff"
                        + "6e919d29ad171863c78f0b97c8e9ae82ae43d3"))
                .isEqualTo(":status=302|cache-control=private|date=Mon, 21 Oct 2013 20:13:21 GMT"
                        + "|location=https://www.example.com");
    }

    @Test
    void drops_the_oldest_entries_when_the_table_is_full_or_made_smaller() throws Exception {
        decode(literal("a", "x".repeat(3000)));
        decode(literal("b", "y".repeat(3000)));
        assertThat(lines("be")).startsWith("b=y");
        assertThatThrownBy(() -> lines("bf")).isInstanceOf(BrokenConnection.class);
        assertThatThrownBy(() -> lines("20 be")).isInstanceOf(BrokenConnection.class);
    }

    private static byte[] literal(String name, String value) {
        byte[] block = FrameService.block(name, value);
        block[0] = 0x40;
        return block;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "80",
                "ff",
                "be",
                "ffffffffffff0f",
                "40",
                "4001",
                "400161",
                "4001610561",
                "00038180",
                "3fe21f",
                "82 20",
                "0081ff00",
                "0085ffffffffff00",
                "008100 00"
            })
    void refuses_what_cannot_be_unpacked(String block) {
        assertThatThrownBy(() -> lines(block)).isInstanceOf(BrokenConnection.class);
    }

    @Test
    void a_bomb_of_references_is_read_and_not_kept() throws Exception {
        decode(literal("a", "x".repeat(4000)));
        byte[] bomb = new byte[60_000];
        Arrays.fill(bomb, (byte) 0xbe);
        HeaderBlock block = decode(bomb);
        assertThat(block.tooLarge()).isTrue();
        assertThat(block.fields()).hasSizeLessThan(17);
        assertThat(lines("be")).startsWith("a=x");
    }

    @Test
    void too_many_fields_are_too_large() throws Exception {
        byte[] block = new byte[HpackDecoder.MOST_FIELDS];
        Arrays.fill(block, (byte) 0x88);
        assertThat(decode(block).tooLarge()).isFalse();
        byte[] oneMore = new byte[HpackDecoder.MOST_FIELDS + 1];
        Arrays.fill(oneMore, (byte) 0x88);
        assertThat(decode(oneMore).tooLarge()).isTrue();
    }

    @Test
    void whatever_bytes_come_it_ends_with_fields_or_as_broken() {
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            byte[] block = new byte[random.nextInt(60)];
            random.nextBytes(block);
            try {
                assertThat(decode(block).fields()).doesNotContainNull();
            } catch (BrokenConnection e) {
                assertThat(e.error()).isEqualTo(Frame.COMPRESSION_ERROR);
            }
        }
    }

    @Test
    void what_we_write_reads_back() throws Exception {
        RequestBlock blocks = new RequestBlock(new Origin(true, "shop.test", 8443, "/base"));
        List<Field> headers = List.of(new Field("x-long", "v".repeat(300)), new Field("authorization", "Bearer ü"));
        HeaderBlock block = decode(blocks.of(new WireRequest("DELETE", "/a?b=c", headers, null)));
        assertThat(block.fields())
                .startsWith(
                        new Field(":method", "DELETE"),
                        new Field(":path", "/base/a?b=c"),
                        new Field(":scheme", "https"),
                        new Field(":authority", "shop.test:8443"))
                .contains(
                        new Field("x-long", "v".repeat(300)),
                        new Field("accept-encoding", "gzip"),
                        new Field("accept", "application/json"),
                        new Field("user-agent", "tributary"),
                        new Field("authorization", "Bearer Ã¼"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"host", "connection", "keep-alive", "te", "transfer-encoding", "upgrade", "Upper", ":path", ""})
    void refuses_to_write_fields_that_are_not_the_requests(String name) {
        RequestBlock blocks = new RequestBlock(new Origin(false, "shop.test", 80, ""));
        WireRequest request = new WireRequest("GET", "/", List.of(new Field(name, "x")), null);
        assertThatThrownBy(() -> blocks.of(request)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refuses_to_write_what_leaves_its_line() {
        RequestBlock blocks = new RequestBlock(new Origin(false, "shop.test", 80, ""));
        for (String bad : List.of("a\r\nb", "a\nb", "a\0b")) {
            assertThatThrownBy(() -> blocks.of(new WireRequest("GET", "/", List.of(new Field("x", bad)), null)))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> blocks.of(new WireRequest("GET", "/" + bad, List.of(), null)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
