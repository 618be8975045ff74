package telltale.sending;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.model.DeliveryId;
import telltale.store.ClaimedDelivery;
import telltale.store.NodeLeases;
import telltale.store.Outbox;
import telltale.store.SendingQuota;
import telltale.store.StoreUnavailableException;

/** Claims due deliveries from the outbox for this node, and renews the lease under which the node sends them. */
final class QueueClaimer implements AutoCloseable {
    /** The interval at which the outbox is polled when nothing wakes the claimer. */
    static final Duration POLL_INTERVAL = Duration.ofSeconds(1);

    private static final Logger log = LoggerFactory.getLogger(QueueClaimer.class);
    /** A node that has not renewed its lease for this long loses its deliveries to other nodes. */
    private static final Duration LEASE = Duration.ofMinutes(1);

    private static final Duration RENEWAL_INTERVAL = Duration.ofSeconds(15);
    /** Claimed deliveries that wait for each connection: enough that no connection waits for a claim. */
    private static final int PREFETCH_PER_CONNECTION = 16;
    /** The fraction of the heap that the recipient data of claimed deliveries may occupy. */
    private static final int HEAP_FRACTION = 32;

    private static final long MAX_CLAIMED_BYTES = Runtime.getRuntime().maxMemory() / HEAP_FRACTION;

    private final Outbox outbox;
    private final NodeLeases leases;
    private final SendingQuota quota;
    private final SendingLimits limits;
    private final CircuitBreaker breaker;
    private final AttemptRecorder recorder;
    private final Preparations preparations;
    private final TaskQueue tasks;
    private final Set<DeliveryId> inFlight;
    private final Clock clock;
    private final Semaphore wakeUps = new Semaphore(0);

    /** Whether {@code inFlight} has everything that is stored as being sent by this node; unknown after an outage. */
    private volatile boolean recovered;

    private volatile Instant renewedAt = Instant.MIN;
    /** The number of the current lease; a lease that expires is followed by one with the next number. */
    private volatile int lease;

    /** Whether nothing was due when the outbox was read last, and nothing has been stored as due since. */
    private volatile boolean drained;

    private boolean unavailable;
    private volatile boolean closed;

    /**
     * @param tasks the queue that claimed deliveries are appended to
     * @param inFlight the deliveries stored as being sent by this node whose outcome is not stored yet
     */
    QueueClaimer(
            Outbox outbox,
            NodeLeases leases,
            SendingQuota quota,
            SendingLimits limits,
            CircuitBreaker breaker,
            AttemptRecorder recorder,
            Preparations preparations,
            TaskQueue tasks,
            Set<DeliveryId> inFlight,
            Clock clock) {
        this.outbox = outbox;
        this.leases = leases;
        this.quota = quota;
        this.limits = limits;
        this.breaker = breaker;
        this.recorder = recorder;
        this.preparations = preparations;
        this.tasks = tasks;
        this.inFlight = inFlight;
        this.clock = clock;
    }

    /** Claims deliveries until the claimer is closed. */
    void run() throws InterruptedException {
        while (!closed) {
            try {
                ensureLease();
                if (!claim()) {
                    var unused = wakeUps.tryAcquire(POLL_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
                    wakeUps.drainPermits();
                }
                unavailable = false;
            } catch (StoreUnavailableException failed) {
                // Deliveries may have been claimed although the response with their names was lost.
                recovered = false;
                if (!unavailable) {
                    log.warn("The outbox waits for the database: {}", failed.getMessage());
                    unavailable = true;
                }
                TimeUnit.MILLISECONDS.sleep(POLL_INTERVAL.toMillis());
            } catch (RuntimeException | Error unexpected) {
                recovered = false;
                throw unexpected;
            }
        }
    }

    /** Wakes the claimer, because a delivery may be due. */
    void wake() {
        wakeUps.release();
    }

    /** Wakes the claimer, because deliveries were stored that are due or will be. */
    void wakeForDue() {
        drained = false;
        wake();
    }

    /**
     * The number of deliveries that may be sent without a claim: none if others that are due wait in the outbox, or if
     * sending pauses.
     *
     * @param maxTasks the number of deliveries that may wait in memory if no rate is set
     */
    int roomForDirect(int maxTasks) {
        boolean isOpen = drained && !breaker.isPaused() && !recorder.isFailing();
        int max = limits.perSecond() == 0 ? maxTasks : prefetch();
        return isOpen ? Math.max(0, max - tasks.size()) : 0;
    }

    /** Wakes the claimer if at most half of the prefetched deliveries are left. */
    void wakeIfLow() {
        if (2 * tasks.size() <= PREFETCH_PER_CONNECTION * limits.connections()) {
            wake();
        }
    }

    /**
     * Renews the lease if necessary, and recovers deliveries that are stored as being sent by this node but are not in
     * flight. Must be called before a delivery is stored as being sent by this node.
     */
    synchronized void ensureLease() {
        Instant now = clock.instant();
        boolean expired = isExpired(now);
        if (expired) {
            returnWaiting(now);
            lease++;
        }
        if (expired || !recovered) {
            renewLease(now);
            // Set before the recovery, so that a failure from here on triggers another one.
            recovered = true;
            recoverOwn(now);
        } else if (now.isAfter(renewedAt.plus(RENEWAL_INTERVAL))) {
            renewLease(now);
            int recoveredCount = leases.recoverExpired(now);
            if (recoveredCount > 0) {
                log.warn("Sending {} messages again whose node stopped renewing its lease.", recoveredCount);
            }
        }
    }

    private void recoverOwn(Instant now) {
        Set<DeliveryId> before = Set.copyOf(inFlight);
        Set<DeliveryId> lost = preparations.lost();
        int recoveredCount = leases.recoverOwn(now, id -> before.contains(id) || inFlight.contains(id), lost::contains);
        preparations.settle(lost);
        if (recoveredCount > 0) {
            log.warn(
                    "Sending {} messages again that were in flight when Telltale or the database stopped.",
                    recoveredCount);
        }
    }

    private void renewLease(Instant now) {
        leases.renew(LEASE);
        renewedAt = now;
    }

    /** The number of the current lease. */
    int lease() {
        return lease;
    }

    /** Whether the lease has expired, so that another node may send the deliveries of this one. */
    boolean isExpired() {
        return isExpired(clock.instant());
    }

    /**
     * Whether the lease had expired at that time. Other nodes may have been unable to renew theirs, too: they have until
     * the next renewal before their deliveries are recovered.
     */
    private boolean isExpired(Instant now) {
        return now.isAfter(renewedAt.plus(LEASE));
    }

    private void returnWaiting(Instant now) {
        List<SendTask> waiting = tasks.removeIf(task -> !task.isAwaited());
        List<ClaimedDelivery> deliveries =
                waiting.stream().map(SendTask::delivery).toList();
        if (deliveries.isEmpty()) {
            return;
        }
        try {
            outbox.requeue(deliveries, now);
        } catch (StoreUnavailableException failed) {
            waiting.forEach(tasks::addLast);
            throw failed;
        }
        deliveries.forEach(delivery -> inFlight.remove(delivery.id()));
    }

    /** Marks a delivery that is about to be stored as being sent by this node. */
    void markInFlight(DeliveryId delivery) {
        inFlight.add(delivery);
    }

    /** Drops a delivery that was deleted and has no outcome to store. */
    void release(DeliveryId delivery) {
        inFlight.remove(delivery);
    }

    /** Marks a delivery as recoverable, because the database did not confirm that it was stored. */
    void markUncertain(DeliveryId delivery) {
        inFlight.remove(delivery);
        recovered = false;
    }

    /**
     * Abandons a delivery whose worker is about to fail: it is recovered and sent again as a suspect, like one that was
     * interrupted by the end of a process.
     */
    void abandon(ClaimedDelivery delivery) {
        try {
            outbox.countLostAttempt(delivery);
        } catch (StoreUnavailableException uncounted) {
            log.error(
                    "{} stopped its worker, and the lost attempt could not be counted: {}",
                    delivery.id(),
                    uncounted.getMessage());
        }
        markUncertain(delivery.id());
        wake();
    }

    /** Whether a delivery that was claimed under an earlier lease still belongs to this node and this attempt. */
    boolean isStillOwned(ClaimedDelivery delivery) {
        Optional<ClaimedDelivery> stored = outbox.claimed(delivery.id());
        if (stored.isEmpty()) {
            inFlight.remove(delivery.id());
        }
        // With another attempt number it was recovered and claimed again, and another task sends it.
        return stored.filter(found -> found.attempt() == delivery.attempt()).isPresent();
    }

    /** Claims as many deliveries as there is room for, and returns whether there were any. */
    private boolean claim() {
        int prefetch = prefetch();
        int room = prefetch - tasks.size();
        long bytes = MAX_CLAIMED_BYTES - tasks.bytes();
        int claimedUnder = lease;
        Instant now = clock.instant();
        if (2 * room < prefetch || bytes <= 0 || breaker.isPaused() || recorder.isFailing() || !isAnyDue(now)) {
            return false;
        }
        int allowed = limits.perDay() == 0 ? room : quota.reserve(room, limits.perDay(), now);
        List<ClaimedDelivery> deliveries = allowed == 0 ? List.of() : outbox.claim(now, allowed, bytes);
        if (limits.perDay() > 0 && deliveries.size() < allowed) {
            quota.release(allowed - deliveries.size(), now);
        }
        deliveries.forEach(delivery -> {
            markInFlight(delivery.id());
            tasks.addLast(new SendTask(delivery, claimedUnder, null));
        });
        return !deliveries.isEmpty();
    }

    /** The number of deliveries that may wait in memory for their turn after a claim. */
    private int prefetch() {
        int all = PREFETCH_PER_CONNECTION * limits.connections();
        return limits.perSecond() == 0 ? all : Math.min(all, limits.perSecond());
    }

    private boolean isAnyDue(Instant now) {
        drained = true;
        // Read afterwards: what is stored as due from now on ends the state.
        boolean isDue = outbox.nextDue().filter(due -> !due.isAfter(now)).isPresent();
        if (isDue) {
            drained = false;
        }
        return isDue;
    }

    /** Whether the queue is shutting down. */
    boolean isClosed() {
        return closed;
    }

    /** Makes {@link #run} and the workers return after their current step. */
    @Override
    public void close() {
        closed = true;
    }
}
