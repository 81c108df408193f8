package tributary.stubs;

import java.util.Locale;

/** What {@code tributary stubs} prints once it serves: the services, lines to paste, and {@code stubs ready}. */
final class ReadyText {
    private ReadyText() {}

    static String of(Shop shop, ControlPort control, boolean delay) {
        var text = new StringBuilder("The shop is open.\n\n");
        for (var service : shop.services()) {
            var spec = shop.spec(service);
            var speed = delay ? "about " + spec.medianMillis() + " ms" : "no delay";
            text.append("  %-10s %-22s  %-12s %s%n".formatted(service, shop.url(service), speed, spec.what()));
        }
        text.append("  %-10s %s%n".formatted("control", control.url()));
        text.append("\nAsk it:\n");
        text.append("  curl ").append(shop.url("catalog")).append("/products/7\n");
        text.append("  curl '").append(shop.url("reviews")).append("/reviews?productId=7&limit=3'\n");
        text.append("\nBreak it, look at it, mend it:\n");
        text.append(post(control, "/reviews/slow?delay=2s"));
        text.append(post(control, "/reviews/fail?status=503"));
        text.append(post(control, "/reviews/dead"));
        text.append("  curl ").append(control.url()).append('\n');
        text.append(post(control, "/heal"));
        text.append("\nTell a gateway where it is:\n");
        for (var service : shop.services()) {
            text.append("  export %s_URL=%s%n".formatted(service.toUpperCase(Locale.ROOT), shop.url(service)));
        }
        text.append("  export STUBS_URL=%s%n".formatted(control.url()));
        text.append("\nA page that asks it part by part (the gateway allows it with server.cors):\n");
        text.append("  ").append(control.url()).append(ControlPort.PAGE).append("?gateway=http://127.0.0.1:8080\n");
        return text.append("\nstubs ready").toString();
    }

    private static String post(ControlPort control, String path) {
        return "  curl -X POST '" + control.url() + path + "'\n";
    }
}
