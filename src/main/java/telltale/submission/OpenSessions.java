package telltale.submission;

import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.subethamail.smtp.server.Session;
import org.subethamail.smtp.server.SessionHandler;
import telltale.model.ClientNetwork;

/** The open connections: how many each network has, and which are receiving a mail. */
final class OpenSessions implements SessionHandler {
    private final int maxPerNetwork;
    private final Predicate<InetAddress> isLocal;
    private final Map<String, Integer> networks = new HashMap<>();
    private final Map<Session, Integer> failedLogins = new HashMap<>();
    private int receiving;
    private boolean isClosing;

    /**
     * @param maxPerNetwork the connections of a network; those of this machine are not limited
     * @param isLocal whether an address is that of this machine
     */
    OpenSessions(int maxPerNetwork, Predicate<InetAddress> isLocal) {
        this.maxPerNetwork = maxPerNetwork;
        this.isLocal = isLocal;
    }

    @Override
    public synchronized SessionAcceptance accept(Session session) {
        String network = network(session);
        if (networks.getOrDefault(network, 0) >= maxPerNetwork && !isLocal(session)) {
            return SessionAcceptance.failure(421, "4.7.0 too many connections from your network");
        }
        networks.merge(network, 1, Integer::sum);
        return SessionAcceptance.success();
    }

    @Override
    public synchronized void onSessionEnd(Session session) {
        networks.computeIfPresent(network(session), (any, count) -> count > 1 ? count - 1 : null);
        failedLogins.remove(session);
    }

    private boolean isLocal(Session session) {
        return isLocal.test(session.getRealRemoteAddress().getAddress());
    }

    /** Whether a key may be sent: inside TLS, or on this machine. */
    boolean isPrivate(Session session) {
        return session.isTLSStarted() || isLocal(session);
    }

    private static String network(Session session) {
        return ClientNetwork.of(session.getRemoteAddress().getAddress());
    }

    /** Counts a failed login; returns how many there were on the connection. */
    synchronized int addFailedLogin(Session session) {
        return failedLogins.merge(session, 1, Integer::sum);
    }

    /** Notes that a mail is being received, which {@link #awaitReceived} waits for. */
    synchronized void begin() {
        receiving++;
    }

    synchronized void end() {
        receiving--;
        notifyAll();
    }

    synchronized boolean areClosing() {
        return isClosing;
    }

    /** Lets no further mail begin, and waits until those that are being received are stored, for a limited time. */
    synchronized void awaitReceived(Duration timeout) {
        isClosing = true;
        long deadline = System.nanoTime() + timeout.toNanos();
        try {
            for (long left = timeout.toNanos(); receiving > 0 && left > 0; left = deadline - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }
}
