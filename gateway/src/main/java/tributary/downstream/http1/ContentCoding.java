package tributary.downstream.http1;

import java.util.Locale;
import tributary.downstream.Bytes;
import tributary.downstream.Exchanged;
import tributary.downstream.Failure;
import tributary.downstream.WireAnswer;
import tributary.downstream.WireRequest;

/**
 * Undoes the content coding of an answer's body (RFC 9110, 8.4): gzip, which is what is asked for, or none. The status counts
 * more than the body: where an answer other than 2xx cannot be unpacked, it stands without its body.
 */
public final class ContentCoding {
    private ContentCoding() {}

    /** @param most bytes of the unpacked body */
    public static Exchanged undone(WireAnswer packed, int most) {
        try {
            return switch (coding(packed)) {
                case "identity" -> packed;
                case "gzip", "x-gzip" ->
                    new WireAnswer(packed.status(), packed.headers(), Gunzip.unpack(packed.body(), most));
                default -> throw invalid("the body has a coding that was not asked for");
            };
        } catch (WireException e) {
            return packed.status() / 100 == 2
                    ? new Exchanged.None(e.failure())
                    : new WireAnswer(packed.status(), packed.headers(), Bytes.NONE);
        }
    }

    /** The body's content coding, lower case; {@code identity} where there is none or no body. */
    private static String coding(WireAnswer answer) throws WireException {
        String coding = null;
        for (WireRequest.Field field : answer.headers()) {
            if (field.name().equals("content-encoding")) {
                if (coding != null) {
                    throw invalid("the body has several codings");
                }
                coding = field.value();
            }
        }
        return coding == null || answer.body().length() == 0 ? "identity" : coding.toLowerCase(Locale.ROOT);
    }

    private static WireException invalid(String why) {
        return new WireException(new Failure.InvalidJson(why));
    }
}
