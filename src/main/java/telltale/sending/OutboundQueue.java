package telltale.sending;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.message.Personalizer;
import telltale.message.PreparedMessage;
import telltale.model.DeliveryId;
import telltale.store.EnqueueResult;
import telltale.store.MailOrigin;
import telltale.store.NewDelivery;
import telltale.store.NodeLeases;
import telltale.store.Outbox;
import telltale.store.SendingQuota;
import telltale.store.Shards;
import telltale.store.Store;
import telltale.store.StoreUnavailableException;
import telltale.store.StoredMessage;
import telltale.supervision.SupervisedThread;
import telltale.supervision.Supervisor;

/**
 * This node's share of the outbound queue: one thread that claims due deliveries ({@link QueueClaimer}), and one for each
 * connection that sends them ({@link DeliveryWorker}).
 *
 * <p>If the process crashes, it is unknown whether the messages in flight arrived. They are sent again with the same
 * Message-ID, by which a mailbox can recognize duplicates (at-least-once delivery).
 *
 * <p>One of them may have caused the crash. So an attempt counts against a message that was being prepared at that moment,
 * which is noted beforehand ({@link Preparations}), and all of them are suspects from then on: each is prepared while no
 * other message is, and is counted in the outbox beforehand ({@link PreparationGuard}). {@link Outbox#MAX_LOST_ATTEMPTS}
 * counted attempts set a message aside. The SMTP conversation is not part of the preparation: a process that is killed
 * while it waits for a slow server sets no message aside.
 */
public final class OutboundQueue implements MessageIntake, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(OutboundQueue.class);
    private static final Duration SHUTDOWN_TIMEOUT = Duration.ofSeconds(20);
    /** The fraction of the heap that messages cached for further recipients may occupy. */
    private static final int HEAP_FRACTION_OF_CACHES = 24;

    private final Supervisor supervisor;
    private final Outbox outbox;
    private final NodeLeases leases;
    private final Shards shards;
    private final MailServers servers;
    private final Clock clock;
    private final AttemptRecorder recorder;
    private final Preparations preparations;
    private final QueueClaimer claimer;
    private final Function<MailServer, DeliveryWorker> workers;
    private final MessageInjector injector;
    private final List<SupervisedThread> threads = new ArrayList<>();

    /**
     * Creates the queue; {@link #start} starts it.
     *
     * @param supervisor runs the threads
     * @param personalizer turns a message into the copy for one recipient
     * @param preparations of this node, closed with the queue
     * @param servers closed with the queue
     * @param metrics counts attempts
     */
    public OutboundQueue(
            Supervisor supervisor,
            Store store,
            MailServers servers,
            Personalizer personalizer,
            RetrySchedule retrySchedule,
            Preparations preparations,
            SendingMetrics metrics,
            Clock clock,
            RandomGenerator random) {
        this.supervisor = supervisor;
        this.outbox = store.outbox();
        this.shards = store.shards();
        this.leases = store.nodeLeases();
        SendingQuota quota = store.sendingQuota();
        this.servers = servers;
        this.clock = clock;
        this.preparations = preparations;
        Set<DeliveryId> inFlight = ConcurrentHashMap.newKeySet();
        this.recorder = new AttemptRecorder(outbox, metrics, inFlight);
        this.claimer = new QueueClaimer(outbox, leases, quota, servers, recorder, preparations, inFlight, clock);
        long cacheBytes = Runtime.getRuntime().maxMemory() / HEAP_FRACTION_OF_CACHES;
        CopyRenderer copies = new CopyRenderer(store.messages(), personalizer, cacheBytes);
        this.injector = new MessageInjector(outbox, servers, claimer, recorder, copies);
        PreparationGuard guard = new PreparationGuard(outbox, preparations);
        RetryPolicy retryPolicy = new RetryPolicy(retrySchedule, random);
        MemoryGate largeMessages = DeliveryWorker.memoryForLargeMessages();
        this.workers = server -> new DeliveryWorker(
                store.persons(), server, servers, copies, guard, largeMessages, retryPolicy, recorder, claimer, clock);
    }

    /**
     * The maximum number of mails that are sent twice if the process is killed: those whose results wait for their commit,
     * and one on each connection.
     *
     * @param connections the number of SMTP connections of the process
     */
    public static int maxDuplicatesAfterKill(int connections) {
        return AttemptRecorder.MAX_UNRECORDED + connections;
    }

    /** Starts to send the deliveries in the outbox. */
    public void start() {
        recorder.start(supervisor);
        for (MailServer server : servers.all()) {
            DeliveryWorker worker = workers.apply(server);
            String name = servers.isSingle() ? "sender " : "sender " + server.name() + " ";
            for (int i = 1; i <= server.limits().connections(); i++) {
                threads.add(supervisor.start(name + i, worker::run));
            }
        }
        threads.add(supervisor.start("outbox", claimer::run));
    }

    /** Makes the queue look for due deliveries now. */
    public void wake() {
        claimer.wake();
    }

    /** The databases that store the deliveries. */
    Shards shards() {
        return shards;
    }

    @Override
    public void check(StoredMessage message) {
        servers.check(new MailOrigin(message.sender(), message.campaign(), null));
    }

    @Override
    public List<EnqueueResult> add(
            StoredMessage message, PreparedMessage prepared, int position, List<NewDelivery> deliveries) {
        return injector.inject(message, prepared, position, deliveries);
    }

    /** Calls {@link MessageInjector#injectFirst}; if the mail server accepts no mail at present, the caller need not wait. */
    MessageInjector.Injected addFirst(StoredMessage message, PreparedMessage prepared, NewDelivery delivery) {
        MessageInjector.Injected injected = injector.injectFirst(message, prepared, delivery);
        if (injected.server() != null) {
            injected.server().postponeWaiting();
        }
        return injected;
    }

    /** Calls {@link MessageInjector#hasRoom}. */
    boolean hasRoom() {
        return injector.hasRoom();
    }

    /** Waits for the SMTP conversations in progress, and returns deliveries that were claimed but not begun. */
    @Override
    public void close() {
        claimer.close();
        servers.close();
        long deadline = System.nanoTime() + SHUTDOWN_TIMEOUT.toNanos();
        try {
            // Wakes a thread that waits; one that talks to a server ignores it and goes on.
            threads.forEach(SupervisedThread::interrupt);
            for (SupervisedThread thread : threads) {
                var unused = thread.join(Duration.ofNanos(deadline - System.nanoTime()));
            }
            List<SendTask> waiting = servers.all().stream()
                    .flatMap(server -> server.tasks().removeIf(any -> true).stream())
                    .toList();
            recorder.close();
            returnToOutbox(waiting);
            preparations.close();
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    private void returnToOutbox(List<SendTask> waiting) {
        try {
            if (!waiting.isEmpty()) {
                outbox.requeue(waiting.stream().map(SendTask::delivery).toList(), clock.instant());
            }
            if (threads.stream().allMatch(SupervisedThread::isEnded)) {
                leases.release();
            }
        } catch (StoreUnavailableException failed) {
            log.warn("{} messages wait until the lease of this node expires: {}", waiting.size(), failed.getMessage());
        }
        waiting.forEach(task -> task.complete(SendTask.Completion.NOT_ATTEMPTED));
    }
}
