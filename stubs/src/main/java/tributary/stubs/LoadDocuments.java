package tributary.stubs;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The JSON that a {@link LoadService} answers with, rendered with its head. Pure. */
final class LoadDocuments {
    private static final int SMALLEST = 32;
    private static final String[] WORDS = {
        "harbour", "kettle", "enamel", "linen", "copper", "\u00e9tag\u00e8re", "walnut"
    };

    private LoadDocuments() {}

    /** An object of exactly so many bytes, 32 at least: texts, numbers, nested objects and arrays as pages have them. */
    static String object(int bytes) {
        int wanted = Math.max(bytes, SMALLEST);
        StringBuilder text = new StringBuilder(wanted).append("{\"id\":").append(wanted);
        String end = ",\"rest\":\"";
        int length = length(text);
        for (int i = 0; ; i++) {
            String member = member(i);
            if (length + length(member) + end.length() + 2 > wanted) {
                break;
            }
            text.append(member);
            length += length(member);
        }
        text.append(end);
        text.append("x".repeat(wanted - length - end.length() - 2));
        return text.append("\"}").toString();
    }

    private static String member(int i) {
        String word = WORDS[i % WORDS.length];
        return switch (i % 4) {
            case 0 -> ",\"name%d\":\"%s no. %d\"".formatted(i, word, i);
            case 1 -> ",\"price%d\":%d.%02d".formatted(i, i * 7 % 90, i * 13 % 100);
            case 2 ->
                ",\"part%d\":{\"sku\":\"%s-%d\",\"left\":%d,\"sold\":%b}".formatted(i, word, i, i * 3, i % 8 == 2);
            default -> ",\"tags%d\":[\"%s\",%d,null]".formatted(i, word, i);
        };
    }

    /** An array of so many objects, each with an {@code id} of its own. */
    static String list(int elements) {
        StringBuilder text = new StringBuilder("[");
        for (int i = 1; i <= elements; i++) {
            text.append(i == 1 ? "" : ",").append("{\"id\":%d,\"name\":\"%s\"}".formatted(i, WORDS[i % WORDS.length]));
        }
        return text.append(']').toString();
    }

    static String echo(String id) {
        return "{\"id\":\"" + id + "\"}";
    }

    /** Head and body of one answer, in one direct buffer. */
    static ByteBuffer rendered(String status, String document, boolean closes) {
        byte[] body = document.getBytes(StandardCharsets.UTF_8);
        byte[] head = ("HTTP/1.1 " + status + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length
                        + (closes ? "\r\nConnection: close" : "") + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocateDirect(head.length + body.length)
                .put(head)
                .put(body)
                .flip();
    }

    private static int length(CharSequence text) {
        return text.toString().getBytes(StandardCharsets.UTF_8).length;
    }
}
