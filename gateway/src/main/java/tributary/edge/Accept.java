package tributary.edge;

import io.helidon.http.HeaderNames;
import io.helidon.http.ServerRequestHeaders;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads {@code Accept} (RFC 9110, 12.5.1). */
final class Accept {
    private Accept() {}

    /** The whole field; empty where there is none, which takes everything. */
    static String of(ServerRequestHeaders headers) {
        return headers.contains(HeaderNames.ACCEPT)
                ? String.join(",", headers.get(HeaderNames.ACCEPT).allValues())
                : "";
    }

    /** Whether the field lets an answer be {@code application/json}. */
    static boolean takesJson(String field) {
        return takes(field, HttpAnswer.JSON);
    }

    /** Whether the field lets an answer be of that type: the most specific range that covers it decides. */
    static boolean takes(String field, String type) {
        String kind = type.substring(0, type.indexOf('/')) + "/*";
        double quality = -1;
        int specificity = -1;
        for (String each : field.split(",", -1)) {
            String[] parts = each.split(";", -1);
            String range = parts[0].strip().toLowerCase(Locale.ROOT);
            int specific = range.equals(type) ? 2 : range.equals(kind) ? 1 : range.equals("*/*") ? 0 : -1;
            if (specific >= 0 && specific >= specificity) {
                specificity = specific;
                quality = quality(parts);
            }
        }
        return specificity < 0 ? field.isBlank() : quality > 0;
    }

    /** In which form the field wants a document's parts one by one; null where it rather wants the whole. */
    static StreamAnswer.@Nullable Form form(String field) {
        double json = -1;
        double best = 0;
        StreamAnswer.Form form = null;
        for (String range : field.split(",", -1)) {
            String[] parts = range.split(";", -1);
            String type = parts[0].strip().toLowerCase(Locale.ROOT);
            double quality = quality(parts);
            if (type.equals("application/json")) {
                json = quality;
            }
            for (StreamAnswer.Form each : StreamAnswer.Form.values()) {
                if (type.equals(each.type()) && quality > best) {
                    best = quality;
                    form = each;
                }
            }
        }
        return json > best ? null : form == null && !takesJson(field) ? covered(field) : form;
    }

    /** The form that a range such as {@code text/*} covers, of a field that takes nothing else. */
    private static StreamAnswer.@Nullable Form covered(String field) {
        for (StreamAnswer.Form each : StreamAnswer.Form.values()) {
            if (takes(field, each.type())) {
                return each;
            }
        }
        return null;
    }

    private static double quality(String[] parts) {
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].strip().toLowerCase(Locale.ROOT);
            if (parameter.startsWith("q=")) {
                try {
                    return Double.parseDouble(parameter.substring(2).strip());
                } catch (NumberFormatException e) {
                    return 1;
                }
            }
        }
        return 1;
    }
}
