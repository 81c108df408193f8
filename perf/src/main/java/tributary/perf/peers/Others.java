package tributary.perf.peers;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import tributary.perf.bench.Progress;
import tributary.perf.bench.Settings;

/**
 * The peers that can be had here, and why the others cannot. {@link #close} ends them.
 *
 * @param missing sentences
 */
record Others(List<Peer> peers, List<String> missing) implements AutoCloseable {
    static Others start(Settings settings, int service, Progress progress) throws IOException, InterruptedException {
        Others others = new Others(new ArrayList<>(), new ArrayList<>());
        boolean all = false;
        try {
            progress.at(0, 1, "building and starting the Go gateway");
            others.add("go", "Go", GoPeer.start(settings, service), progress);
            progress.at(0, 1, "starting nginx with Lua");
            others.add("nginx-lua", "nginx + Lua", NginxLuaPeer.start(settings, service), progress);
            all = true;
            return others;
        } finally {
            if (!all) {
                others.close();
            }
        }
    }

    private void add(String id, String label, GoPeer.Started started, Progress progress) {
        switch (started) {
            case GoPeer.Serving serving -> peers.add(new Peer(id, label, serving.port(), serving.child()));
            case GoPeer.Missing(String why) -> {
                missing.add(why);
                progress.at(0, 1, "SKIPPED " + label + ": " + why);
            }
        }
    }

    @Override
    public void close() {
        peers.forEach(peer -> peer.child().close());
    }
}
