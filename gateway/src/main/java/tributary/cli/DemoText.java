package tributary.cli;

/** The lines of the demo that are there to be pasted. */
final class DemoText {
    private DemoText() {}

    /** @param control the URL of the stubs' switches */
    static String toPaste(String page, String admin, String control, Paint paint) {
        return heading("Ask again", paint)
                + curl("-i " + page)
                + heading("Part by part, as it comes; the same in a browser", paint)
                + curl("-N -H 'Accept: text/event-stream' " + page)
                + "  " + control + "/page?gateway=" + page.substring(0, page.indexOf("/products")) + "\n"
                + heading("A slow service: without the reviews, and the answer says so", paint)
                + curl("-X POST '" + control + "/reviews/slow?delay=2s'")
                + curl("-i " + page)
                + heading("A failing one, a dead one, all well again", paint)
                + curl("-X POST '" + control + "/inventory/fail?status=503'")
                + curl("-X POST " + control + "/accounts/dead")
                + curl("-X POST " + control + "/heal")
                + heading("The gateway's health", paint)
                + curl(admin + "/health")
                + heading("The dashboard", paint)
                + "  " + admin + "/\n";
    }

    private static String heading(String text, Paint paint) {
        return "\n" + paint.bold(text) + "\n";
    }

    private static String curl(String arguments) {
        return "  curl " + arguments + "\n";
    }
}
