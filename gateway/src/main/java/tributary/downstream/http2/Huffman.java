package tributary.downstream.http2;

/**
 * Unpacks texts in HPACK's Huffman code (RFC 7541, 5.2 and appendix B). The code is canonical: codes of one length are
 * numbered in the order of their symbols, and longer ones go on where shorter ones end. So the lengths say everything.
 */
final class Huffman {
    private static final int LONGEST = 30;
    private static final int END = 256;

    /** The length of each byte's code, as a letter: {@code a} is 1 bit. The last is the end's. */
    private static final String LENGTHS = "mw|||||||x~||~||||||||~|||||||||fjjlmfhkjjhkhfffeeefffffffghoflj"
            + "mfgggggggggggggggggggggghghmsmnfoefefefffeggfffefgfeefgggggoknm|"
            + "tvttvvvwvwwwwwxwxxvwxwwwwuvwvwwxvutvvwwuwvvxuvwwuuvuwvwwtvvvwvvw"
            + "zztsvwvyzzz{{zxysuz{{z{xuuzz|{{{txtuvuuwvvyyxxzwz{zz{{{{{|{{{{{z"
            + "~";

    /** The symbols, those with shorter codes first. */
    private static final short[] SYMBOLS = new short[LENGTHS.length()];

    /** By length: the first code, how many there are, and where in {@link #SYMBOLS} they begin. */
    private static final int[] FIRST = new int[LONGEST + 1];

    private static final int[] COUNT = new int[LONGEST + 1];
    private static final int[] BEGIN = new int[LONGEST + 1];

    static {
        int code = 0;
        int next = 0;
        for (int bits = 1; bits <= LONGEST; bits++) {
            code <<= 1;
            FIRST[bits] = code;
            BEGIN[bits] = next;
            for (int symbol = 0; symbol < LENGTHS.length(); symbol++) {
                if (LENGTHS.charAt(symbol) - '`' == bits) {
                    SYMBOLS[next++] = (short) symbol;
                }
            }
            COUNT[bits] = next - BEGIN[bits];
            code += COUNT[bits];
        }
    }

    private Huffman() {}

    /** Unpacks {@code length} bytes of {@code in} into {@code out} and returns how many came out, or -1 where it is none. */
    static int unpack(byte[] in, int from, int length, byte[] out) {
        int count = 0;
        int code = 0;
        int bits = 0;
        for (int i = from; i < from + length; i++) {
            for (int bit = 7; bit >= 0; bit--) {
                code = (code << 1) | ((in[i] >> bit) & 1);
                bits++;
                int nth = code - FIRST[bits];
                if (nth < COUNT[bits]) {
                    int symbol = SYMBOLS[BEGIN[bits] + nth];
                    if (symbol == END) {
                        return -1;
                    }
                    out[count++] = (byte) symbol;
                    code = 0;
                    bits = 0;
                } else if (bits == LONGEST) {
                    return -1;
                }
            }
        }
        // What fills up the last byte is the beginning of the end's code, all ones, and less than a byte.
        return bits < 8 && code == (1 << bits) - 1 ? count : -1;
    }

    /** No text becomes longer than this when it is unpacked: the shortest code has five bits. */
    static int most(int packed) {
        return packed * 8 / 5;
    }
}
