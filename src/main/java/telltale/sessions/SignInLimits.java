package telltale.sessions;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import telltale.model.LruCache;

/**
 * The limit on failed attempts to sign in. A network has a few within ten minutes, for all accounts together. When an account fails
 * from many networks, each network still has one attempt for it, so its owner, who is in another network, is not locked out.
 */
public final class SignInLimits {
    static final int MAX_OF_NETWORK = 10;
    static final int MAX_OF_ACCOUNT = 30;

    private static final Duration WINDOW = Duration.ofMinutes(10);
    /** Windows that are remembered; those unused for the longest time are forgotten first. */
    private static final int MAX_WINDOWS = 20_000;

    private final Clock clock;
    private final LruCache<String, Window> windows = new LruCache<>(MAX_WINDOWS);

    private record Window(Instant endsAt, int failures) {}

    public SignInLimits(Clock clock) {
        this.clock = clock;
    }

    /**
     * Counts an attempt, which counts as failed until it {@link #succeeded}.
     *
     * @param network the prefix of the client's address
     * @param account what is tried: the first characters of a key, or the name of a user
     * @return how long to wait if the attempt is not permitted; null if it is
     */
    public synchronized @Nullable Duration attempt(String network, String account) {
        Instant now = clock.instant();
        Window ofNetwork = window(ofNetwork(network), now);
        if (ofNetwork.failures >= MAX_OF_NETWORK) {
            return Duration.between(now, ofNetwork.endsAt);
        }
        Window ofBoth = window(ofBoth(network, account), now);
        if (window(ofAccount(account), now).failures >= MAX_OF_ACCOUNT && ofBoth.failures >= 1) {
            return Duration.between(now, ofBoth.endsAt);
        }
        add(network, account, now, 1);
        return null;
    }

    /** Takes back a permitted attempt, because it succeeded. */
    public synchronized void succeeded(String network, String account) {
        add(network, account, clock.instant(), -1);
    }

    private void add(String network, String account, Instant now, int change) {
        for (String name : new String[] {ofNetwork(network), ofAccount(account), ofBoth(network, account)}) {
            Window window = window(name, now);
            windows.put(name, new Window(window.endsAt, Math.max(0, window.failures + change)));
        }
    }

    private Window window(String name, Instant now) {
        Window window = windows.get(name);
        return window == null || !now.isBefore(window.endsAt) ? new Window(now.plus(WINDOW), 0) : window;
    }

    private static String ofNetwork(String network) {
        return "network " + network;
    }

    private static String ofAccount(String account) {
        return "account " + account;
    }

    private static String ofBoth(String network, String account) {
        return "both " + network + " " + account;
    }
}
