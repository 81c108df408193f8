package tributary.edge;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads {@code Accept} (RFC 9110, 12.5.1). */
final class Accept {
    private Accept() {}

    /**
     * Whether the field lets an answer be {@code application/json}: the most specific range that covers it decides. A field
     * that cannot be read asks for nothing in particular.
     */
    static boolean takesJson(String field) {
        double quality = -1;
        int specificity = -1;
        for (String range : field.split(",", -1)) {
            String[] parts = range.split(";", -1);
            int specific =
                    switch (parts[0].strip().toLowerCase(Locale.ROOT)) {
                        case "*/*" -> 0;
                        case "application/*" -> 1;
                        case "application/json" -> 2;
                        default -> -1;
                    };
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
        return json > best ? null : form;
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
