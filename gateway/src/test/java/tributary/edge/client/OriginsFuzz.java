package tributary.edge.client;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import tributary.plan.Address;
import tributary.plan.Network;

/** Lines of {@code Forwarded} and {@code X-Forwarded-For}: never an exception, and never another address than a proxy added. */
public final class OriginsFuzz {
    private static final Address PROXY = address("10.0.0.1");
    private static final Address CLIENT = address("198.51.100.1");
    private static final Origin ORIGIN = new Origin(List.of(new Network(address("10.0.0.0"), 104)));

    private OriginsFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        String text = new String(data, StandardCharsets.ISO_8859_1);
        List<String> lines = Arrays.asList(text.split("\n", -1));
        Address found = ORIGIN.of(PROXY, lines, List.of());
        check(ORIGIN.trusts(found) || text.contains("="), "an address out of nowhere");
        check(ORIGIN.of(PROXY, List.of(), lines) != null, "no address");
        check(ORIGIN.of(PROXY, List.of(text + ", for=198.51.100.1"), List.of()).equals(CLIENT), "a forged Forwarded");
        check(ORIGIN.of(PROXY, List.of(), List.of(text + ", 198.51.100.1")).equals(CLIENT), "a forged X-Forwarded-For");
        check(ORIGIN.of(CLIENT, lines, lines).equals(CLIENT), "a stranger was believed");
        Address address = Address.parse(text);
        check(address == null || address.equals(Address.parse(address.toString())), "written otherwise than read");
        Network network = Network.around(text);
        check(network == null || network.equals(Network.around(network.toString())), "a network written otherwise");
    }

    private static Address address(String text) {
        Address address = Address.parse(text);
        if (address == null) {
            throw new IllegalStateException(text);
        }
        return address;
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }
}
