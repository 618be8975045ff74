package telltale.launcher.connector;

import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import telltale.launcher.connector.Connection.Phase;

/**
 * Limits on the time that connections may wait for their clients, and on their number. Only connections that wait for their
 * client count: a complete request is never ended here, however many come from one network, because the image proxies of
 * large mailbox providers use a few networks.
 *
 * @param connections maximum open connections
 * @param workers maximum threads that process requests
 * @param headDeadline total time for the head of a request
 */
public record ConnectionLimits(int connections, int workers, Duration headDeadline) {
    private static final Duration HEAD_DEADLINE = Duration.ofSeconds(10);

    /** The time that a connection may stay open between two requests. */
    static final Duration KEEP_ALIVE = Duration.ofSeconds(30);

    /** The total time that a client may delay a complete request: by sending its body, and by reading the response. */
    static final Duration REQUEST_DEADLINE = Duration.ofMinutes(2);

    /** The time that a client may pause while it reads a response. */
    static final Duration READER_PAUSE = Duration.ofMinutes(1);

    /** Maximum connections of one network without a request after {@link #GRACE}. */
    static final int MAX_IDLE_PER_NETWORK = 100;

    static final Duration GRACE = Duration.ofSeconds(1);

    /** The grace while connections or threads are short. */
    static final Duration SHORT_GRACE = Duration.ofMillis(250);

    /**
     * One in this many threads may wait for clients that neither send nor read: fewer than the permits of the API or the
     * page, so that neither stops.
     */
    private static final int STALLED_DIVISOR = 16;

    private static final int MIN_CONNECTIONS = 512;
    private static final int MAX_CONNECTIONS = 8192;
    private static final int DEFAULT_WORKERS = 200;

    /** Four times the memory of a connection with an incomplete request, so that all of them take a quarter of the heap. */
    private static final long HEAP_PER_CONNECTION = 4 * 32 * 1024;

    /** For the database, the spool, libraries and mail servers. */
    private static final long OTHER_FILES = 512;

    private static final Comparator<Connection> LONGEST_WAIT_FIRST =
            Comparator.comparingLong(Connection::waited).reversed();
    private static final Comparator<Connection> SHORTEST_STALL_FIRST = Comparator.comparingLong(Connection::stalled);

    /**
     * Limits that suit a process.
     *
     * @param heap its maximum heap in bytes
     * @param openFiles its maximum number of open files and sockets
     */
    public static ConnectionLimits of(long heap, long openFiles) {
        long affordable = Math.min(heap / HEAP_PER_CONNECTION, openFiles - OTHER_FILES);
        return new ConnectionLimits(
                (int) Math.max(MIN_CONNECTIONS, Math.min(MAX_CONNECTIONS, affordable)), DEFAULT_WORKERS, HEAD_DEADLINE);
    }

    /** The limits as a sentence for the operator. */
    @Override
    public String toString() {
        return "At most " + connections + " connections and " + workers + " threads; a request's head within "
                + headDeadline.toSeconds() + " s and its body within " + REQUEST_DEADLINE.toSeconds()
                + " s; at most " + MAX_IDLE_PER_NETWORK + " connections of one client network (/24, /48) without a"
                + " complete request for longer than " + GRACE.toSeconds() + " s, trusted proxies excepted.";
    }

    /** The open connections to be closed. */
    Set<Connection> excess(Collection<Connection> open) {
        Set<Connection> excess = new LinkedHashSet<>();
        open.stream().filter(this::isLate).forEach(excess::add);
        addSurplusOfNetworks(open, excess);
        addSurplus(open, excess);
        addStalledWorkers(open, excess);
        addIdleWorkers(open, excess);
        return excess;
    }

    private boolean isLate(Connection connection) {
        if (connection.phase() == Phase.HANDED_OVER) {
            return false;
        }
        Duration deadline = switch (connection.phase()) {
            case NEW, NEXT_HEAD -> headDeadline;
            // Tomcat's own timeout ends it first, unless empty lines restart it.
            case KEPT_ALIVE -> KEEP_ALIVE.multipliedBy(2);
            case REQUEST, HANDED_OVER -> REQUEST_DEADLINE;
        };
        return !connection.isTrusted() && hasWaited(connection, deadline);
    }

    private void addSurplusOfNetworks(Collection<Connection> open, Set<Connection> excess) {
        Duration grace = isScarce(open.size()) ? SHORT_GRACE : GRACE;
        Map<ClientNetwork, Integer> kept = new HashMap<>();
        open.stream()
                .filter(connection -> connection.phase() == Phase.NEW && !connection.isTrusted())
                .filter(connection -> hasWaited(connection, grace) && !excess.contains(connection))
                .sorted(LONGEST_WAIT_FIRST.reversed())
                .filter(connection -> kept.merge(connection.network(), 1, Integer::sum) > MAX_IDLE_PER_NETWORK)
                .forEach(excess::add);
    }

    /** When connections are scarce, closes idle ones first, which clients miss least, then those with an incomplete head. */
    private void addSurplus(Collection<Connection> open, Set<Connection> excess) {
        if (!isScarce(open.size() - excess.size())) {
            return;
        }
        Stream<Connection> idle = longestWaitFirst(open, List.of(Phase.KEPT_ALIVE), Duration.ZERO);
        Stream<Connection> incomplete = longestWaitFirst(open, List.of(Phase.NEW, Phase.NEXT_HEAD), SHORT_GRACE);
        Stream.concat(idle, incomplete)
                .filter(connection -> !excess.contains(connection))
                .limit(open.size() - excess.size() - threeQuarters(connections))
                .toList()
                .forEach(excess::add);
    }

    private static Stream<Connection> longestWaitFirst(
            Collection<Connection> open, List<Phase> phases, Duration grace) {
        return open.stream()
                .filter(connection -> phases.contains(connection.phase()) && !connection.isTrusted())
                .filter(connection -> !connection.isWorking() && hasWaited(connection, grace))
                .sorted(LONGEST_WAIT_FIRST);
    }

    /** Closes connections of idle clients that occupy threads, above the maximum. */
    private void addStalledWorkers(Collection<Connection> open, Set<Connection> excess) {
        open.stream()
                .filter(connection -> connection.isWorking() && connection.stalled() > GRACE.toNanos())
                .sorted(SHORTEST_STALL_FIRST)
                .skip(maxStalled())
                .forEach(excess::add);
    }

    private int maxStalled() {
        return workers / STALLED_DIVISOR;
    }

    /**
     * When threads are scarce, releases those that wait for a client. This includes trusted proxies: it ends one request,
     * and other requests come through the same proxy.
     */
    private void addIdleWorkers(Collection<Connection> open, Set<Connection> excess) {
        long busy = open.stream().filter(Connection::isWorking).count();
        if (busy <= threeQuarters(workers)) {
            return;
        }
        Duration grace = busy < workers ? GRACE : SHORT_GRACE;
        open.stream()
                .filter(connection -> connection.isWorking() && hasWaited(connection, grace))
                .sorted(LONGEST_WAIT_FIRST)
                .limit(busy - workers / 2)
                .forEach(excess::add);
    }

    private boolean isScarce(int open) {
        return open > threeQuarters(connections);
    }

    private static int threeQuarters(int all) {
        return all / 4 * 3;
    }

    private static boolean hasWaited(Connection connection, Duration time) {
        return connection.waited() > time.toNanos();
    }
}
