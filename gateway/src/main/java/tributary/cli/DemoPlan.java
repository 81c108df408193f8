package tributary.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import tributary.plan.Plan;
import tributary.plan.Plan.AdminSpec;
import tributary.plan.ServerSpec;

/** A plan on ports that are free. */
final class DemoPlan {
    private DemoPlan() {}

    /** The same plan on its own ports where they are free, else on any. */
    static Plan onFreePorts(Plan plan, int port) {
        ServerSpec server = plan.server();
        AdminSpec admin = plan.admin();
        return new Plan(
                server.at(server.host(), free(server.host(), port)),
                new AdminSpec(admin.host(), free(admin.host(), admin.port())),
                plan.auth(),
                plan.limits(),
                plan.services(),
                plan.aggregates(),
                plan.overload(),
                plan.telemetry(),
                plan.schedules(),
                plan.jobs(),
                plan.events());
    }

    /** The port, or 0 where somebody listens on it. Another may be quicker to take it; then the start says so. */
    private static int free(String host, int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getByName(host), port));
            return port;
        } catch (IOException e) {
            return 0;
        }
    }
}
