package tributary.downstream;

import java.lang.System.Logger.Level;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jspecify.annotations.Nullable;
import tributary.plan.ServiceSpec;
import tributary.resilience.LeastOutstanding;

/**
 * The URLs of one service, each with its own connections, and which of them the next attempt goes to: the one with the fewest
 * attempts running, those that keep failing set aside for a while, the last one never.
 *
 * <p>Thread-safe. Where there is one URL, choosing costs nothing and nothing is set aside.
 */
final class Targets implements AutoCloseable {
    static final int ANY = -1;

    private static final System.Logger LOG = System.getLogger("tributary.downstream");

    private final ServiceSpec service;
    private final List<Transport> transports;
    private final @Nullable LeastOutstanding balancer;
    private final DownstreamCounts counts;
    /** Those that the log has called set aside: 1; the others: 0. */
    private final AtomicIntegerArray setAside;

    /** @param balancer null where there is one URL */
    Targets(
            ServiceSpec service,
            List<? extends Transport> transports,
            @Nullable LeastOutstanding balancer,
            DownstreamCounts counts) {
        this.service = service;
        this.transports = List.copyOf(transports);
        this.balancer = balancer;
        this.counts = counts;
        this.setAside = new AtomicIntegerArray(transports.size());
    }

    boolean several() {
        return balancer != null;
    }

    /** The only one. */
    Transport only() {
        return transports.getFirst();
    }

    Transport transport(int target) {
        return transports.get(target);
    }

    /** One attempt at one of them. */
    @FunctionalInterface
    interface Trial {
        Attempted at(Transport transport, int target) throws InterruptedException;
    }

    /** Makes an attempt at the best, but not at {@code avoided}, where there is a choice. */
    Attempted attempt(int avoided, boolean failsOver, Trial trial, Judge judge) throws InterruptedException {
        if (balancer == null) {
            return trial.at(only(), 0);
        }
        Attempted attempted = attempt(balancer, avoided, trial, judge);
        if (failsOver && unreachable(attempted.reply())) {
            counts.failover();
            return attempt(balancer, attempted.target(), trial, judge);
        }
        return attempted;
    }

    /** What an attempt says about its URL. */
    @FunctionalInterface
    interface Judge {
        Verdict of(Reply reply);
    }

    private Attempted attempt(LeastOutstanding among, int avoided, Trial trial, Judge judge)
            throws InterruptedException {
        try (LeastOutstanding.Turn turn = among.next(avoided)) {
            Attempted attempted = trial.at(transports.get(turn.target()), turn.target());
            switch (judge.of(attempted.reply())) {
                case WELL -> {
                    turn.succeeded();
                    praise(among, turn.target());
                }
                case ILL -> blame(among, turn);
                case NOTHING -> {}
            }
            return attempted;
        }
    }

    private void blame(LeastOutstanding among, LeastOutstanding.Turn turn) {
        boolean before = among.ejected(turn.target());
        turn.failed();
        turn.close();
        if (!before && among.ejected(turn.target())) {
            counts.ejection();
            setAside.set(turn.target(), 1);
            LOG.log(Level.WARNING, called(turn.target()) + ": keeps failing and is set aside for a while");
        }
    }

    private void praise(LeastOutstanding among, int target) {
        // Answers to what was sent before it was set aside say nothing of it now.
        if (setAside.get(target) == 1 && !among.ejected(target) && setAside.compareAndSet(target, 1, 0)) {
            LOG.log(Level.INFO, called(target) + ": answers again and takes part again");
        }
    }

    /** By its number: a URL may hold what is not everybody's to read. */
    private String called(int target) {
        return "service " + service.name() + ", URL " + target;
    }

    /** Whether no connection came about, and at another URL one might. */
    private static boolean unreachable(Reply reply) {
        return reply instanceof Reply.Failed(Failure.ConnectFailed _);
    }

    /** How each stands, in the configuration's order. */
    List<TargetState> states() {
        List<TargetState> states = new ArrayList<>();
        for (int i = 0; i < transports.size(); i++) {
            URI url = service.urls().get(Math.min(i, service.urls().size() - 1));
            int outstanding = balancer == null ? transports.get(i).inUse() : balancer.outstanding(i);
            states.add(new TargetState(url, outstanding, balancer != null && balancer.ejected(i)));
        }
        return states;
    }

    int connectionsInUse() {
        int sum = 0;
        for (Transport transport : transports) {
            sum += transport.inUse();
        }
        return sum;
    }

    WireUse wireUse() {
        return transports.stream().map(Transport::wireUse).reduce(WireUse.NONE, WireUse::plus);
    }

    @Override
    public void close() {
        transports.forEach(Transport::close);
    }
}
