package tributary.downstream.http2;

import java.util.List;
import tributary.downstream.WireRequest.Field;

/**
 * What a header block said.
 *
 * @param fields in the order in which they came; not all of them where the block was too large
 * @param tooLarge whether it was more, unpacked, than an answer's head may be
 */
record HeaderBlock(List<Field> fields, boolean tooLarge) {}
