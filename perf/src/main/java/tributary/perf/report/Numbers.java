package tributary.perf.report;

import java.util.Locale;

/** Numbers for people: three significant digits, more only before the decimal point. */
public final class Numbers {
    /** Narrow and unbreakable. */
    private static final char BLANK = '\u202f';

    private Numbers() {}

    public static String text(double number) {
        if (!Double.isFinite(number)) {
            return "–";
        }
        double size = Math.abs(number);
        int decimals = size == 0 || size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
        String text = String.format(Locale.ROOT, "%,." + decimals + "f", number).replace(',', BLANK);
        return decimals > 0 ? text.replaceAll("0+$", "").replaceAll("\\.$", "") : text;
    }

    /** With its unit, if it has one. */
    public static String text(double number, String unit) {
        return unit.isEmpty() ? text(number) : text(number) + BLANK + unit;
    }
}
