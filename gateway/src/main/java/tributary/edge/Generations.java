package tributary.edge;

/**
 * The generation that new requests get. A request takes it when it comes in and keeps it to its end, whatever is swapped in
 * meanwhile.
 *
 * <p>Thread-safe, without a lock. A request counts itself in and then looks whether the generation is still the current one;
 * if not, it counts itself out and takes the other. So whoever has swapped one out, and then finds it unused, knows that
 * nobody uses it or ever will: who counts in later than that look sees the swap.
 */
public final class Generations {
    private volatile Generation current;

    public Generations(Generation first) {
        current = first;
    }

    public Generation current() {
        return current;
    }

    /** The current generation, counted in until {@link Generation#givenBack}. */
    Generation take() {
        while (true) {
            Generation generation = current;
            generation.taken();
            if (generation == current) {
                return generation;
            }
            generation.givenBack();
        }
    }

    /** From now on new requests get {@code next}. */
    public void swap(Generation next) {
        current = next;
    }
}
