package tributary.perf.beyond;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.ByteOrder;

/**
 * A connection to 127.0.0.1 that takes segments as short as Ethernet's, into a buffer of {@value #RECEIVE_BUFFER} bytes.
 *
 * <p>Over loopback's segments of 64 KiB the kernel lets a sender fill four megabytes before it has to wait: two thousand
 * readers would fill all memory that there is for sockets, and no gateway would notice that they are slow. The length of
 * segments is an option that Java's sockets do not have, so that these are made by the C library. Linux only. For one thread.
 */
final class NarrowSocket implements AutoCloseable {
    private static final int RECEIVE_BUFFER = 4096;
    private static final int SEGMENT = 1460;

    // Linux's numbers.
    private static final int INET = 2;
    private static final int STREAM = 1;
    private static final int TCP = 6;
    private static final int MAXSEG = 2;
    private static final int SOCKET_LEVEL = 1;
    private static final int RCVBUF = 8;
    private static final int DONT_WAIT = 0x40;
    private static final int NO_SIGNAL = 0x4000;
    private static final int WOULD_BLOCK = 11;

    private static final MethodHandle SOCKET = handle("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle OPTION =
            handle("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle CONNECT = handle("connect", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle SEND = handle("send", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
    private static final MethodHandle RECEIVE = handle("recv", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
    private static final MethodHandle CLOSE = handle("close", JAVA_INT, JAVA_INT);

    private final int descriptor;
    private boolean closed;

    private NarrowSocket(int descriptor) {
        this.descriptor = descriptor;
    }

    static boolean exists() {
        return System.getProperty("os.name").equals("Linux");
    }

    // The JVM asks whether it may call C at all; the launcher's jar says yes.
    @SuppressWarnings("restricted")
    private static MethodHandle handle(String name, MemoryLayout result, MemoryLayout... arguments) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow(name),
                FunctionDescriptor.of(result, arguments),
                Linker.Option.captureCallState("errno"));
    }

    /** What a function of the C library returns; where that is below 0, minus its error's number. */
    private static long call(Arena arena, MethodHandle function, Object... arguments) {
        MemorySegment state = arena.allocate(Linker.Option.captureStateLayout());
        Object[] all = new Object[arguments.length + 1];
        all[0] = state;
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        try {
            long result = ((Number) function.invokeWithArguments(all)).longValue();
            // The number is the only thing in there.
            return result < 0 ? -state.get(JAVA_INT, 0) : result;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static void check(String what, long result) throws IOException {
        if (result < 0) {
            throw new IOException(what + ": error " + -result);
        }
    }

    /** Connects and sends. */
    static NarrowSocket ask(int port, byte[] request) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            long descriptor = call(arena, SOCKET, INET, STREAM, 0);
            check("socket", descriptor);
            NarrowSocket socket = new NarrowSocket((int) descriptor);
            boolean asked = false;
            try {
                socket.ask(arena, port, request);
                asked = true;
                return socket;
            } finally {
                if (!asked) {
                    socket.close();
                }
            }
        }
    }

    private void ask(Arena arena, int port, byte[] request) throws IOException {
        option(arena, TCP, MAXSEG, SEGMENT);
        option(arena, SOCKET_LEVEL, RCVBUF, RECEIVE_BUFFER);
        MemorySegment address = arena.allocate(16);
        address.set(JAVA_SHORT_UNALIGNED, 0, (short) INET);
        address.set(JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN), 2, (short) port);
        address.asSlice(4, 4).copyFrom(MemorySegment.ofArray(new byte[] {127, 0, 0, 1}));
        check("connect", call(arena, CONNECT, descriptor, address, 16));
        MemorySegment bytes = arena.allocateFrom(JAVA_BYTE, request);
        check("send", call(arena, SEND, descriptor, bytes, bytes.byteSize(), NO_SIGNAL));
    }

    private void option(Arena arena, int level, int option, int value) throws IOException {
        check("setsockopt", call(arena, OPTION, descriptor, level, option, arena.allocateFrom(JAVA_INT, value), 4));
    }

    /** How many of the bytes it reads have come, at most as many as there is room for; below 0 where the other side has ended it. */
    int read(Arena arena, MemorySegment into) {
        long count = call(arena, RECEIVE, descriptor, into, into.byteSize(), DONT_WAIT);
        return count == -WOULD_BLOCK ? 0 : count == 0 ? -1 : (int) Math.max(count, -1);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            try (Arena arena = Arena.ofConfined()) {
                call(arena, CLOSE, descriptor);
            }
        }
    }
}
