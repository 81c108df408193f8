package tributary.cli;

/** Numbers of things for people: {@code 1 error}, {@code 2 errors}. */
final class Counts {
    private Counts() {}

    static String of(long number, String thing) {
        return number + " " + thing + (number == 1 ? "" : "s");
    }
}
