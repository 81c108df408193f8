package tributary.stubs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * A service to put load on a gateway with: as cheap as one thread over NIO can be, so that what is measured is the gateway.
 *
 * <p>HTTP/1.1 with kept connections, GET only, heads of at most 16 KiB; anything else ends the connection. {@code /json/N} is
 * an object of N bytes, {@code /list/N} an array of N objects with an {@code id} each, {@code /echo/ID} the object
 * {@code {"id":"ID"}}, {@code /fail} a 503. {@code ?delay=N} holds the answer back for N milliseconds, a minute at most; other
 * parameters only tell one target from another. Bytes are rendered once and written as they are; delays cost no thread.
 *
 * <p>{@link #close} ends it and its connections. Thread-safe.
 */
public final class LoadService implements AutoCloseable {
    private static final int BACKLOG = 4096;
    private static final int LARGEST_HEAD = 16 * 1024;

    private final Selector selector;
    private final ServerSocketChannel listener;
    private final Thread thread;
    private final ByteBuffer in = ByteBuffer.allocateDirect(LARGEST_HEAD);
    private final LoadAnswers answers = new LoadAnswers();
    private final LoadDelays delays = new LoadDelays(System.nanoTime());

    private LoadService(Selector selector, ServerSocketChannel listener) {
        this.selector = selector;
        this.listener = listener;
        this.thread = Thread.ofPlatform().name("load-service").daemon().unstarted(this::serve);
    }

    /**
     * Starts it.
     *
     * @param port 0 for any free one
     */
    public static LoadService start(String host, int port) throws IOException {
        Selector selector = Selector.open();
        ServerSocketChannel listener = ServerSocketChannel.open();
        try {
            listener.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            listener.bind(new InetSocketAddress(host, port), BACKLOG);
            listener.configureBlocking(false);
            listener.register(selector, SelectionKey.OP_ACCEPT);
        } catch (IOException e) {
            listener.close();
            selector.close();
            throw NoListening.because("load", host, port, e);
        }
        LoadService service = new LoadService(selector, listener);
        service.thread.start();
        return service;
    }

    /** The port it listens on. */
    public int port() {
        return listener.socket().getLocalPort();
    }

    private void serve() {
        Consumer<SelectionKey> ready = this::ready;
        Consumer<LoadConnection> release = connection -> connection.release(in);
        try {
            while (selector.isOpen()) {
                selector.select(ready, delays.millisToNext(System.nanoTime()));
                delays.due(System.nanoTime(), release);
            }
        } catch (ClosedSelectorException ended) {
            // That is how it ends.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void ready(SelectionKey key) {
        if (key.attachment() instanceof LoadConnection connection) {
            connection.ready(in);
        } else {
            accept();
        }
    }

    private void accept() {
        try {
            for (SocketChannel channel = listener.accept(); channel != null; channel = listener.accept()) {
                channel.configureBlocking(false);
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
                key.attach(new LoadConnection(channel, key, answers, delays));
            }
        } catch (IOException outOfFiles) {
            // The listener stays ready; without a pause this would take the processor from everybody.
            LockSupport.parkNanos(10_000_000);
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
            for (SelectionKey key : selector.keys()) {
                key.channel().close();
            }
            selector.close();
            thread.join();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException cancelled) {
            Thread.currentThread().interrupt();
        }
    }
}
