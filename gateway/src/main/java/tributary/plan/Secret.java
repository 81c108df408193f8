package tributary.plan;

/**
 * A text that must not be shown: it stands in no log, answer or page, not even where what holds it is printed. Whoever sends it
 * where it belongs asks for {@link #text}.
 */
public record Secret(String text) {
    @Override
    public String toString() {
        return "a secret";
    }
}
