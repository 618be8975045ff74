package telltale.sending;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.model.Outcome;

/**
 * The circuit breaker of one mail server. It opens when the server rejects this client or throttles it, and when several
 * connections fail or several messages are rejected because of their sender in a row. While it is open, nothing is sent. After a
 * pause one message is sent as a probe: the breaker closes if the server handles it, and otherwise stays open for a longer
 * pause. Each opening doubles the next pause, and each message that the server handles halves it.
 */
public final class CircuitBreaker implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(CircuitBreaker.class);
    private static final Duration MIN_PAUSE = Duration.ofSeconds(2);
    private static final Duration MAX_PAUSE = Duration.ofMinutes(5);
    /** The fraction by which a pause is extended at random, so that nodes do not probe at the same time. */
    private static final double JITTER = 0.2;
    /** The total weight of failures in a row that are no longer due to single messages or to the network. */
    private static final int MAX_FAILURES = 9;

    private static final int FAILURE_WEIGHT = 3;
    private static final int POLICY_WEIGHT = 1;

    private final String server;
    private final SendingMetrics metrics;
    private final Clock clock;
    private final RandomGenerator random;
    private final Duration minPause;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /** Why and since when it is open; null while it is closed. */
    private @Nullable Opening opening;

    /** The thread that sends the probe. */
    private @Nullable Thread prober;

    private Duration nextPause;
    private int failures;
    private boolean ended;

    private record Opening(Outcome cause, Instant since, Instant probeAt) {}

    /**
     * Creates a breaker that is closed.
     *
     * @param server the name of the mail server
     */
    public CircuitBreaker(String server, SendingMetrics metrics, Clock clock, RandomGenerator random) {
        this(server, metrics, clock, random, MIN_PAUSE);
    }

    CircuitBreaker(String server, SendingMetrics metrics, Clock clock, RandomGenerator random, Duration minPause) {
        this.server = server;
        this.metrics = metrics;
        this.clock = clock;
        this.random = random;
        this.minPause = minPause;
        this.nextPause = minPause;
        metrics.circuitClosed(server);
    }

    /**
     * An open breaker.
     *
     * @param isProbing whether a probe is being sent
     * @param detail what opened it: the reply of the server or the failure of the last probe
     */
    public record OpenState(Instant since, Instant probeAt, boolean isProbing, String detail) {}

    /** The state of the open breaker; empty while it is closed. */
    public Optional<OpenState> state() {
        lock.lock();
        try {
            return Optional.ofNullable(opening)
                    .map(open -> new OpenState(open.since, open.probeAt, prober != null, open.cause.detail()));
        } finally {
            lock.unlock();
        }
    }

    /** A sentence about the open breaker, without a full stop; empty while it is closed. */
    public Optional<String> reason() {
        lock.lock();
        try {
            return Optional.ofNullable(opening).map(CircuitBreaker::reason);
        } finally {
            lock.unlock();
        }
    }

    private static String reason(Opening open) {
        return "no mail is sent since " + open.since.truncatedTo(ChronoUnit.SECONDS)
                + ", and the next attempt is after " + open.probeAt.truncatedTo(ChronoUnit.SECONDS) + ": "
                + open.cause.detail();
    }

    /**
     * Waits until the calling thread may send a message; {@link #release} must follow.
     *
     * @return false if the node stops
     */
    boolean await() {
        lock.lock();
        try {
            while (!ended && !enter()) {
                // Woken by any change; the pause may also have been replaced by a longer one.
                var unused = changed.awaitNanos(TimeUnit.MILLISECONDS.toNanos(millisToWait()));
            }
            return !ended;
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the calling thread could send a message or the node stops, at most for a time. */
    void awaitEntry(Duration max) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long end = System.nanoTime() + max.toNanos();
            while (!ended && opening != null && (prober != null || isPausedNow()) && System.nanoTime() < end) {
                long change = TimeUnit.MILLISECONDS.toNanos(millisToWait());
                var unused = changed.awaitNanos(Math.min(change, end - System.nanoTime()));
            }
        } finally {
            lock.unlock();
        }
    }

    private long millisToWait() {
        Opening open = opening;
        return open == null || !isPausedNow()
                ? MAX_PAUSE.toMillis()
                : Duration.between(clock.instant(), open.probeAt).toMillis() + 1;
    }

    /** Lets the calling thread send a message, as a probe if the pause is over, and returns whether it may. */
    boolean tryEnter() {
        lock.lock();
        try {
            return enter();
        } finally {
            lock.unlock();
        }
    }

    private boolean enter() {
        if (opening != null && prober == null && !isPausedNow()) {
            prober = Thread.currentThread();
        }
        return opening == null || isProber();
    }

    /** Lets another thread send the probe, if the calling thread has not sent it. */
    void release() {
        lock.lock();
        try {
            if (isProber()) {
                prober = null;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Learns from the outcome of an attempt. While the breaker is open, only the probe counts: other attempts began
     * before.
     */
    void record(Outcome outcome) {
        lock.lock();
        try {
            if (opening == null) {
                recordWhileClosed(outcome);
            } else if (isProber()) {
                recordProbe(outcome);
            }
        } finally {
            lock.unlock();
        }
    }

    private void recordWhileClosed(Outcome outcome) {
        switch (ServerCondition.after(outcome)) {
            case AVAILABLE -> shortenPause();
            case SENDER_REJECTED, CONNECTION_FAILED -> addFailure(outcome, FAILURE_WEIGHT);
            case POLICY_REJECTED -> addFailure(outcome, POLICY_WEIGHT);
            case UNAVAILABLE -> openAndAnnounce(outcome);
            case UNKNOWN -> {}
        }
    }

    private void addFailure(Outcome outcome, int weight) {
        failures += weight;
        if (failures >= MAX_FAILURES) {
            openAndAnnounce(outcome);
        }
    }

    private void openAndAnnounce(Outcome cause) {
        open(cause, clock.instant());
        metrics.circuitOpened(server);
        log.warn("No mail is sent until the mail server {} accepts a probe: {}", server, cause.detail());
    }

    private void recordProbe(Outcome outcome) {
        Opening before = opening;
        prober = null;
        if (before != null && isAnswered(before.cause, outcome)) {
            opening = null;
            shortenPause();
            metrics.circuitClosed(server);
            log.info("The mail server {} accepts mail again; sending continues.", server);
            changed.signalAll();
        } else if (before != null) {
            open(outcome, before.since);
        }
    }

    /** Whether the server handled the probe; a refusal by a policy is enough if there was no connection before. */
    private static boolean isAnswered(Outcome cause, Outcome probe) {
        return switch (ServerCondition.after(probe)) {
            case AVAILABLE -> true;
            case POLICY_REJECTED -> wasUnavailable(ServerCondition.after(cause));
            case SENDER_REJECTED, CONNECTION_FAILED, UNAVAILABLE, UNKNOWN -> false;
        };
    }

    private static boolean wasUnavailable(ServerCondition condition) {
        return condition == ServerCondition.UNAVAILABLE || condition == ServerCondition.CONNECTION_FAILED;
    }

    private void open(Outcome cause, Instant since) {
        double millis = nextPause.toMillis() * (1 + JITTER * random.nextDouble());
        opening = new Opening(cause, since, clock.instant().plusMillis((long) millis));
        nextPause = nextPause.multipliedBy(2).compareTo(MAX_PAUSE) < 0 ? nextPause.multipliedBy(2) : MAX_PAUSE;
        failures = 0;
        changed.signalAll();
    }

    private void shortenPause() {
        failures = 0;
        nextPause = nextPause.dividedBy(2).compareTo(minPause) > 0 ? nextPause.dividedBy(2) : minPause;
    }

    /** Whether it is open, during the pause or the probe. */
    boolean isOpen() {
        lock.lock();
        try {
            return opening != null;
        } finally {
            lock.unlock();
        }
    }

    /** Whether it is open, its pause is over, and no thread sends the probe yet. */
    boolean isProbeDue() {
        lock.lock();
        try {
            return opening != null && prober == null && !isPausedNow();
        } finally {
            lock.unlock();
        }
    }

    /** Whether it is open and no probe is due. */
    boolean isPaused() {
        lock.lock();
        try {
            return isPausedNow();
        } finally {
            lock.unlock();
        }
    }

    private boolean isPausedNow() {
        return opening != null && clock.instant().isBefore(opening.probeAt);
    }

    /** The outcome that opened the breaker, if a message would have to wait now; a message that can be the probe need not. */
    Optional<Outcome> refusal() {
        lock.lock();
        try {
            return opening != null && (isPausedNow() || (prober != null && !isProber()))
                    ? Optional.of(opening.cause)
                    : Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    private boolean isProber() {
        return prober == Thread.currentThread();
    }

    /** Ends every wait. */
    @Override
    public void close() {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
