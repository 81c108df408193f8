package tributary;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/**
 * A black hole: a port whose connections nobody accepts, with so many of them waiting already that the system drops new ones.
 */
public final class FullListener implements AutoCloseable {
    private final ServerSocket listener;
    private final List<Socket> filling = new ArrayList<>();

    /** On any port of the loopback. */
    public FullListener() throws IOException {
        this(0, InetAddress.getLoopbackAddress());
    }

    public FullListener(int port, InetAddress address) throws IOException {
        listener = new ServerSocket(port, 1, address);
        boolean room = true;
        while (room) {
            Socket socket = new Socket();
            filling.add(socket);
            try {
                socket.connect(new InetSocketAddress(address, listener.getLocalPort()), 100);
            } catch (SocketTimeoutException e) {
                room = false;
            }
        }
    }

    public int port() {
        return listener.getLocalPort();
    }

    public InetAddress address() {
        return listener.getInetAddress();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : filling) {
            socket.close();
        }
    }
}
