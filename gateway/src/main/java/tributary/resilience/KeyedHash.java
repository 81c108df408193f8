package tributary.resilience;

/**
 * SipHash-2-4 of a string's UTF-16 characters: 64 bits that nobody can steer who does not know the key. Java's own
 * {@link String#hashCode()} can be made to collide at will.
 *
 * <p>Immutable, thread-safe, allocates nothing. Source: Aumasson and Bernstein, "SipHash: a fast short-input PRF", 2012.
 */
final class KeyedHash {
    private final long k0;
    private final long k1;

    KeyedHash(long k0, long k1) {
        this.k0 = k0;
        this.k1 = k1;
    }

    long of(String text) {
        int length = text.length();
        State state = new State(k0, k1);
        int at = 0;
        for (; at + 4 <= length; at += 4) {
            state.take(word(text, at, at + 4));
        }
        // The last word carries the length in bytes, as the paper has it.
        state.take(word(text, at, length) | (2L * length) << 56);
        return state.end();
    }

    /** Up to four characters, the first in the lowest bits. */
    private static long word(String text, int from, int to) {
        long word = 0;
        for (int i = to - 1; i >= from; i--) {
            word = word << 16 | text.charAt(i);
        }
        return word;
    }

    /** Lives within one call, so that the JIT keeps it in registers. */
    private static final class State {
        private long v0;
        private long v1;
        private long v2;
        private long v3;

        State(long k0, long k1) {
            v0 = k0 ^ 0x736f6d6570736575L;
            v1 = k1 ^ 0x646f72616e646f6dL;
            v2 = k0 ^ 0x6c7967656e657261L;
            v3 = k1 ^ 0x7465646279746573L;
        }

        void take(long word) {
            v3 ^= word;
            round();
            round();
            v0 ^= word;
        }

        long end() {
            v2 ^= 0xff;
            for (int i = 0; i < 4; i++) {
                round();
            }
            return v0 ^ v1 ^ v2 ^ v3;
        }

        private void round() {
            v0 += v1;
            v2 += v3;
            v1 = Long.rotateLeft(v1, 13) ^ v0;
            v3 = Long.rotateLeft(v3, 16) ^ v2;
            v0 = Long.rotateLeft(v0, 32);
            v2 += v1;
            v0 += v3;
            v1 = Long.rotateLeft(v1, 17) ^ v2;
            v3 = Long.rotateLeft(v3, 21) ^ v0;
            v2 = Long.rotateLeft(v2, 32);
        }
    }
}
