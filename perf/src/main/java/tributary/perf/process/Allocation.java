package tributary.perf.process;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/**
 * What a JVM has allocated so far, from its own count for each thread, ended ones and carriers of virtual threads included:
 * exact to a thread's allocation buffer, and without cost while nobody asks.
 *
 * <p>Asking for the first time starts the JVM's management agent, some megabytes in that process. For one thread.
 */
public final class Allocation implements AutoCloseable {
    /**
     * What a JVM has to be started with: Helidon has every serialized object refused otherwise, and with it the names that its
     * management beans are asked by.
     */
    public static final String OPTION = "-Dhelidon.serialFilter.pattern=javax.management.**;java.rmi.**";

    private final JMXConnector connector;
    private final MBeanServerConnection beans;
    private final ObjectName threads;

    private Allocation(JMXConnector connector, ObjectName threads) throws IOException {
        this.connector = connector;
        this.beans = connector.getMBeanServerConnection();
        this.threads = threads;
    }

    /** Attaches to the JVM that the process is. */
    // The warning is about addresses from strangers; this one was told by the process that we started.
    @SuppressWarnings("BanJNDI")
    public static Allocation of(Child child) throws IOException {
        try {
            VirtualMachine machine = VirtualMachine.attach(String.valueOf(child.pid()));
            String address;
            try {
                address = machine.startLocalManagementAgent();
            } finally {
                machine.detach();
            }
            return new Allocation(
                    JMXConnectorFactory.connect(new JMXServiceURL(address)),
                    new ObjectName(ManagementFactory.THREAD_MXBEAN_NAME));
        } catch (AttachNotSupportedException | JMException e) {
            throw new IOException(e);
        }
    }

    /** Megabytes since it started. */
    public double megabytes() {
        try {
            // No proxy: that one asks with a class which the agent's filter refuses.
            return ((Number) beans.getAttribute(threads, "TotalThreadAllocatedBytes")).doubleValue() / 1e6;
        } catch (JMException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        connector.close();
    }
}
