package telltale.sending;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.model.DeliveryId;
import telltale.model.WarmUp;
import telltale.store.ClaimedDelivery;
import telltale.store.MailOrigin;
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
    /** The fraction of the heap that the recipient data of claimed deliveries may occupy. */
    private static final int HEAP_FRACTION = 32;

    private static final long MAX_CLAIMED_BYTES = Runtime.getRuntime().maxMemory() / HEAP_FRACTION;

    private final Outbox outbox;
    private final NodeLeases leases;
    private final SendingQuota quota;
    private final MailServers servers;
    private final AttemptRecorder recorder;
    private final Preparations preparations;
    private final Set<DeliveryId> inFlight;
    private final Clock clock;
    private final UnplacedMails unplaced;
    private final PacedMails paced;
    private final Semaphore wakeUps = new Semaphore(0);

    /** Whether {@code inFlight} has everything that is stored as being sent by this node; unknown after an outage. */
    private volatile boolean recovered;

    private volatile Instant renewedAt = Instant.MIN;
    /** The number of the current lease; a lease that expires is followed by one with the next number. */
    private volatile int lease;

    /** Whether nothing was due when the outbox was read last, and nothing has been stored as due since. */
    private volatile boolean drained;

    private boolean pacedFirst;
    private boolean unavailable;
    private volatile boolean closed;

    /**
     * @param servers get the claimed deliveries
     * @param inFlight the deliveries stored as being sent by this node whose outcome is not stored yet
     */
    QueueClaimer(
            Outbox outbox,
            NodeLeases leases,
            SendingQuota quota,
            MailServers servers,
            AttemptRecorder recorder,
            Preparations preparations,
            Set<DeliveryId> inFlight,
            Clock clock) {
        this.outbox = outbox;
        this.leases = leases;
        this.quota = quota;
        this.servers = servers;
        this.recorder = recorder;
        this.preparations = preparations;
        this.inFlight = inFlight;
        this.clock = clock;
        this.unplaced = new UnplacedMails(outbox, servers);
        this.paced = new PacedMails(outbox, quota, servers);
    }

    /** Claims deliveries until the claimer is closed. */
    void run() throws InterruptedException {
        while (!closed) {
            try {
                ensureLease();
                relieve();
                paced.holdBack(clock.instant(), this::returned);
                if (!claimInTurn()) {
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
     * Reserves mails that are sent without a claim: none if others that are due wait in the outbox, or if sending pauses.
     *
     * @param wanted the number of mails of that origin
     */
    Allotment allotDirect(MailOrigin origin, int wanted) {
        List<MailServer> ready = drained && !recorder.isFailing() ? ready() : List.of();
        MailServer first = servers.all().get(0);
        boolean isPaced = servers.isSingle() && first.isPaced();
        int room = isPaced ? first.room() : MailServer.MAX_WAITING - servers.waiting();
        return Allotment.of(servers, ready, Math.min(wanted, room), quota, clock.instant())
                .warmingUp(warmUps(origin));
    }

    /**
     * Reserves a mail whose caller waits. It is a probe, or goes to a server that is not ready, only if no other one sends it:
     * then the caller learns why it has to wait.
     *
     * @param isRoom whether a further delivery may wait in memory
     */
    Allotment allotOne(MailOrigin origin, boolean isRoom) {
        List<MailServer> sending = servers.all().stream()
                .filter(server -> servers.sends(server, origin))
                .toList();
        List<MailServer> ready = sending.stream().filter(servers::isReady).toList();
        List<MailServer> up =
                ready.stream().filter(server -> !server.breaker().isOpen()).toList();
        List<MailServer> among = !up.isEmpty() ? up : ready.isEmpty() ? sending : ready;
        return Allotment.of(servers, isRoom ? among : List.of(), 1, quota, clock.instant())
                .warmingUp(warmUps(origin));
    }

    private List<WarmUp> warmUps(MailOrigin origin) {
        return servers.warmUp(origin).stream().toList();
    }

    private List<MailServer> ready() {
        return servers.all().stream().filter(servers::isReady).toList();
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

    /** The number of the current lease; another one may also follow in only one of several databases. */
    int lease() {
        return lease + leases.lapses();
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
        servers.all().forEach(server -> returnWaiting(server.tasks(), now));
    }

    private void returnWaiting(TaskQueue tasks, Instant now) {
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
        returned(deliveries);
    }

    private void returned(List<ClaimedDelivery> deliveries) {
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

    /**
     * Whether a delivery that was claimed under a lease still belongs to this node and this attempt.
     *
     * @param claimedUnder the number of that lease
     */
    boolean isOwned(ClaimedDelivery delivery, int claimedUnder) {
        if (!leases.isHeld(delivery.id())) {
            // It is recovered, by this node or another one.
            inFlight.remove(delivery.id());
            return false;
        }
        return claimedUnder == lease() || isStillOwned(delivery);
    }

    private boolean isStillOwned(ClaimedDelivery delivery) {
        Optional<ClaimedDelivery> stored = outbox.claimed(delivery.id());
        if (stored.isEmpty()) {
            inFlight.remove(delivery.id());
        }
        // With another attempt number it was recovered and claimed again, and another task sends it.
        return stored.filter(found -> found.attempt() == delivery.attempt()).isPresent();
    }

    /**
     * Hands deliveries that wait for a server which accepts none or has fallen behind to others that are ready. A caller who
     * waits for one that must stay gets the reason.
     */
    private void relieve() {
        if (servers.isSingle()) {
            return;
        }
        for (MailServer server : servers.all()) {
            boolean isOpen = server.breaker().isOpen() && !server.breaker().isProbeDue();
            if (server.waiting() > 0 && (isOpen || (!server.isPaced() && server.isBehind()))) {
                relieve(server);
                server.postponeWaiting();
            }
        }
    }

    private void relieve(MailServer server) {
        List<MailServer> others =
                ready().stream().filter(other -> other != server).toList();
        Allotment allotment =
                Allotment.of(servers, others, MailServers.sum(others, MailServer::room), quota, clock.instant());
        IdentityHashMap<SendTask, MailServer> targets = new IdentityHashMap<>();
        List<SendTask> moved = server.tasks().removeIf(task -> {
            MailServer target = allotment.choose(task.delivery().origin(), task.provider());
            return target != null && targets.put(task, target) == null;
        });
        moved.forEach(task -> Objects.requireNonNull(targets.get(task)).tasks().add(task, task.isAwaited()));
        allotment.release();
        allotment.release(server, moved.size());
    }

    /** Claims deliveries that are due and those that waited for their pace; the others first the next time. */
    private boolean claimInTurn() {
        boolean isFirst = pacedFirst ? claimPaced() : claim();
        boolean isSecond = pacedFirst ? claim() : claimPaced();
        if (isFirst || isSecond) {
            pacedFirst = !pacedFirst;
        }
        return isFirst || isSecond;
    }

    /** Claims as many deliveries as there is room for, and returns whether there were any. */
    private boolean claim() {
        List<MailServer> ready = ready();
        int room = roomForClaim(ready);
        long bytes = MAX_CLAIMED_BYTES - servers.waitingBytes();
        int claimedUnder = lease();
        Instant now = clock.instant();
        if (room <= 0 || bytes <= 0 || recorder.isFailing() || !isAnyDue(now)) {
            return false;
        }
        Allotment allotment = Allotment.of(servers, ready, room, quota, now).warmingUp(servers.warmUps());
        int allowed = allotment.total();
        Placement placement = new Placement(servers, allotment, now);
        List<ClaimedDelivery> deliveries = allowed == 0 ? List.of() : outbox.claim(now, allowed, bytes, placement);
        List<ClaimedDelivery> left = new ArrayList<>();
        for (ClaimedDelivery delivery : deliveries) {
            MailServer server = placement.server(delivery);
            if (server == null) {
                left.add(delivery);
            } else {
                send(delivery, server, claimedUnder);
            }
        }
        allotment.release();
        unplaced.handBack(left, now);
        return !deliveries.isEmpty();
    }

    private void send(ClaimedDelivery delivery, MailServer server, int claimedUnder) {
        markInFlight(delivery.id());
        String provider = servers.pacer().provider(delivery.to());
        server.tasks().addLast(new SendTask(delivery, provider, claimedUnder, null));
    }

    /** Claims deliveries that waited for the pace of their providers, and returns whether there were any. */
    private boolean claimPaced() {
        long bytes = MAX_CLAIMED_BYTES - servers.waitingBytes();
        int claimedUnder = lease();
        return bytes > 0
                && !recorder.isFailing()
                && paced.claim(clock.instant(), bytes, (mail, server) -> send(mail, server, claimedUnder));
    }

    /**
     * The number of deliveries to claim: 0 until half of those that may wait have been sent, unless a server with a limited
     * rate or one that is to be probed has run out of them.
     */
    private int roomForClaim(List<MailServer> ready) {
        int capacity = MailServers.sum(ready, server -> servers.limited(server, server.capacity()));
        int room = capacity - MailServers.sum(ready, MailServer::waiting);
        return 2 * room >= capacity
                ? room
                : ready.stream()
                        .filter(server -> server.isDry()
                                && (server.isPaced() || server.breaker().isOpen()))
                        .mapToInt(server -> servers.limited(server, server.room()))
                        .sum();
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
