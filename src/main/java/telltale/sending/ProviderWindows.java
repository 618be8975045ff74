package telltale.sending;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import telltale.model.Outcome;

/**
 * The connections of one mail server that the mail of each provider may occupy at this node: few at first, one more for each
 * mail that is taken (slow start, RFC 5681 section 3.1), half as many when a mail is delayed or its connection breaks. So a
 * provider that does not answer occupies few of them. Some always remain for other providers.
 */
final class ProviderWindows {
    /** The provider of all mail while nothing is limited. */
    private static final String ANY = "";

    private static final int START = 4;
    /** The deliveries that may wait for each connection. */
    private static final int PREFETCH = 16;
    /** One of so many connections remains for other providers. */
    private static final int RESERVE = 8;

    private static final int MIN_FOR_RESERVE = 3;
    private static final int MAX_IDLE = 1_000;
    /** A provider that has taken no mail for so long while it could have is stalled. */
    private static final Duration STALL = Duration.ofSeconds(5);

    private final int max;
    /** Guarded by this. */
    private final Map<String, Window> windows = new HashMap<>();

    private static final class Window {
        private int limit;
        private int waiting;
        private int inFlight;
        private long progressAt;
        private boolean isHeld;

        Window(int limit) {
            this.limit = limit;
        }

        boolean isStalled() {
            return inFlight >= limit && System.nanoTime() - progressAt > STALL.toNanos();
        }
    }

    /** @param connections the connections of the mail server */
    ProviderWindows(int connections) {
        this.max = connections < MIN_FOR_RESERVE ? connections : connections - Math.max(1, connections / RESERVE);
    }

    private Window window(String provider) {
        return windows.computeIfAbsent(
                provider, name -> new Window(name.equals(ANY) ? Integer.MAX_VALUE : Math.min(START, max)));
    }

    /** Counts a delivery that waits for a connection. */
    synchronized void added(String provider) {
        window(provider).waiting++;
    }

    /** Counts a delivery that no longer waits. */
    synchronized void removed(String provider) {
        window(provider).waiting--;
    }

    /** Lets a waiting delivery occupy a connection, and returns whether it may. {@link #ended} must follow. */
    synchronized boolean start(String provider) {
        Window window = window(provider);
        if (window.isHeld || window.inFlight >= window.limit) {
            return false;
        }
        if (window.inFlight == 0) {
            window.progressAt = System.nanoTime();
        }
        window.waiting--;
        window.inFlight++;
        return true;
    }

    /** Frees a connection. */
    synchronized void ended(String provider) {
        Window window = window(provider);
        window.inFlight--;
        window.progressAt = System.nanoTime();
        if (windows.size() > MAX_IDLE && window.inFlight == 0 && window.waiting == 0) {
            windows.remove(provider);
        }
    }

    /** Learns from the outcome of an attempt; {@code isThrottled} if the provider asks for less mail. */
    synchronized void learn(String provider, Outcome outcome, boolean isThrottled) {
        Window window = window(provider);
        if (provider.equals(ANY)) {
            return;
        }
        if (outcome instanceof Outcome.Accepted) {
            window.limit = Math.min(max, window.limit + 1);
        } else if (isThrottled || isBroken(outcome)) {
            window.limit = Math.max(1, window.limit / 2);
            window.isHeld |= isThrottled;
        }
    }

    private static boolean isBroken(Outcome outcome) {
        return outcome instanceof Outcome.Failed failed
                && !failed.isBeforeMail()
                && (failed.reason() == Outcome.Reason.INTERRUPTED || failed.reason() == Outcome.Reason.IN_DOUBT);
    }

    /** The number of further deliveries that may wait for connections. */
    synchronized int room(String provider) {
        Window window = windows.get(provider);
        if (window == null) {
            return provider.equals(ANY) ? Integer.MAX_VALUE : PREFETCH * Math.min(START, max);
        }
        if (window.isHeld || window.isStalled()) {
            return 0;
        }
        return window.limit >= max ? Integer.MAX_VALUE : Math.max(0, PREFETCH * window.limit - window.waiting);
    }

    /** The providers whose waiting deliveries must not be sent now: they asked for less mail, or are stalled. */
    synchronized List<String> heldBack() {
        return windows.entrySet().stream()
                .filter(entry -> entry.getValue().isHeld
                        || (entry.getValue().waiting > 0 && entry.getValue().isStalled()))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Lets deliveries be sent again to a provider that asked for less, after those that waited were handed back. */
    synchronized void resume(String provider) {
        Objects.requireNonNull(windows.get(provider)).isHeld = false;
    }
}
