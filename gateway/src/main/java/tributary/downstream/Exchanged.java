package tributary.downstream;

/** How an exchange ended: with an answer, or with the reason why there is none. */
public sealed interface Exchanged permits WireAnswer, Exchanged.None {

    /** There is no answer, or no whole one. */
    record None(Failure failure) implements Exchanged {}
}
