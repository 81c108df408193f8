package tributary.config;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A part of a PEM file (RFC 7468). What stands between the parts is a comment.
 *
 * @param label what it is: {@code CERTIFICATE}
 * @param line of its beginning, from 1
 * @param text what stands between beginning and end; no Base64 where there is no end
 */
record PemBlock(String label, int line, String text) {
    private static final Pattern BEGIN = Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,60})-----");

    /** The parts of a file in their order. */
    static List<PemBlock> of(String file) {
        List<PemBlock> blocks = new ArrayList<>();
        String label = null;
        int begun = 0;
        int number = 0;
        StringBuilder text = new StringBuilder();
        for (String line : file.lines().map(String::strip).toList()) {
            number++;
            Matcher begin = BEGIN.matcher(line);
            if (label != null && line.equals("-----END " + label + "-----")) {
                blocks.add(new PemBlock(label, begun, text.toString()));
                label = null;
            } else if (begin.matches()) {
                if (label != null) {
                    blocks.add(new PemBlock(label, begun, UNENDED));
                }
                label = begin.group(1);
                begun = number;
                text.setLength(0);
            } else if (label != null) {
                text.append(line).append('\n');
            }
        }
        if (label != null) {
            blocks.add(new PemBlock(label, begun, UNENDED));
        }
        return blocks;
    }

    /** No Base64, so that whoever decodes it finds it broken. */
    private static final String UNENDED = "-";

    boolean isCertificate() {
        return label.equals("CERTIFICATE") || label.equals("X509 CERTIFICATE");
    }

    boolean isPrivateKey() {
        return label.endsWith("PRIVATE KEY");
    }

    /** By either of the two ways there are. */
    boolean isEncrypted() {
        return label.equals("ENCRYPTED PRIVATE KEY") || text.contains("ENCRYPTED");
    }

    /** The bytes it stands for; null where it is broken. */
    byte @Nullable [] bytes() {
        try {
            return Base64.getDecoder().decode(text.replace("\n", ""));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
