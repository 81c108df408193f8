package tributary.config;

/** A text that is not what it should be. The message, which may be empty, is a hint how to write it. */
final class Unfit extends Exception {
    private static final long serialVersionUID = 1;

    Unfit(String hint) {
        super(hint, null, false, false);
    }

    String hint() {
        String message = getMessage();
        return message == null || message.isEmpty() ? "" : "; " + message;
    }
}
