package tributary.edge;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import tributary.downstream.BodyRoom;
import tributary.resilience.Priority;

/**
 * A client's body that takes its memory from the request's room: what it announces at once, more in steps of 64 KiB as it
 * comes. For one thread.
 */
final class RoomyBody extends FilterInputStream {
    private static final int STEP = 64 * 1024;

    private final BodyRoom room;
    private final Priority priority;
    private long taken = BodyRoom.FREE;
    private long read;

    /**
     * @param announced bytes; 0 where it does not say
     * @throws NoRoom where there is no room for what it announces
     */
    RoomyBody(InputStream in, BodyRoom room, Priority priority, long announced) throws NoRoom {
        super(in);
        this.room = room;
        this.priority = priority;
        take(announced - taken);
    }

    /** There is no memory for the body just now. */
    static final class NoRoom extends IOException {
        @Override
        public Throwable fillInStackTrace() {
            return this;
        }
    }

    private void take(long bytes) throws NoRoom {
        if (bytes > 0) {
            if (!room.take(priority, bytes)) {
                throw new NoRoom();
            }
            taken += bytes;
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int count = super.read(into, offset, length);
        read += Math.max(count, 0);
        if (read > taken) {
            take(Math.max(STEP, read - taken));
        }
        return count;
    }
}
