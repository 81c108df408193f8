package tributary.edge.coding;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The codings in which a client takes a body, of the two that there are: as it is, and gzip. Source: RFC 9110, 12.5.3. */
public enum Codings {
    /** As it is, even where it takes gzip but likes that less. */
    PLAIN,
    /** Either; packed is welcome. */
    EITHER,
    /** Gzip alone. */
    GZIP,
    /** Neither. */
    NONE;

    private static final double UNSAID = -1;

    /** A coding's name and perhaps its weight: RFC 9110, 12.4.2. */
    private static final Pattern MEMBER = Pattern.compile(
            "([!#$%&'*+.^_`|~0-9A-Za-z-]{1,64})(?:[ \\t]*;[ \\t]*[qQ]=(0(?:\\.[0-9]{0,3})?|1(?:\\.0{0,3})?))?");

    /**
     * What the field {@code Accept-Encoding} says, its lines joined by commas; one that cannot be read says nothing, which is
     * {@link #PLAIN}. Of a coding that is named twice the lesser weight counts, so that nobody gets what it refuses.
     */
    public static Codings of(String field) {
        double gzip = UNSAID;
        double identity = UNSAID;
        double others = UNSAID;
        for (String part : field.split(",", -1)) {
            String member = part.strip();
            // A list may have empty members (RFC 9110, 5.6.1).
            if (member.isEmpty()) {
                continue;
            }
            Matcher read = MEMBER.matcher(member);
            if (!read.matches()) {
                return PLAIN;
            }
            double weight = read.group(2) == null ? 1 : Double.parseDouble(read.group(2));
            switch (read.group(1).toLowerCase(Locale.ROOT)) {
                case "gzip", "x-gzip" -> gzip = lesser(gzip, weight);
                case "identity" -> identity = lesser(identity, weight);
                case "*" -> others = lesser(others, weight);
                default -> {
                    // One that we have not.
                }
            }
        }
        double packed = gzip == UNSAID ? others : gzip;
        double plain = identity == UNSAID ? others : identity;
        return of(packed, plain);
    }

    private static double lesser(double known, double weight) {
        return known == UNSAID ? weight : Math.min(known, weight);
    }

    private static Codings of(double packed, double plain) {
        if (plain == 0) {
            return packed > 0 ? GZIP : NONE;
        }
        // As it is may always be sent where it is not refused; a weight it has only where it is named.
        return packed > 0 && packed >= plain ? EITHER : PLAIN;
    }
}
