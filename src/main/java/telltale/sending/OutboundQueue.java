package telltale.sending;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.message.Personalizer;
import telltale.message.mime.Envelope;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.InvalidInputException;
import telltale.model.Outcome;
import telltale.model.Person;
import telltale.smtp.MailSender;
import telltale.smtp.SmtpConnection;
import telltale.store.AttemptResult;
import telltale.store.ClaimedDelivery;
import telltale.store.NodeLeases;
import telltale.store.Outbox;
import telltale.store.Persons;
import telltale.store.SendingQuota;
import telltale.store.Store;
import telltale.store.StoreUnavailableException;
import telltale.supervision.SupervisedThread;
import telltale.supervision.Supervisor;

/**
 * This node's part in emptying the outbox: one thread that claims what is due, and one for each connection that sends.
 *
 * <p>When the process ends without a word, nobody knows of the mails that were under way whether they arrived. They are
 * sent again with the same Message-ID, by which a mailbox can tell that it has them.
 *
 * <p>One of them may be why the process ended. So an attempt counts against a mail that was being prepared at that moment,
 * which is noted before ({@link Preparations}), and all of them are suspects from then on: each is prepared while no other
 * mail is, and counted in the outbox before. {@link Outbox#MAX_LOST_ATTEMPTS} attempts that count set a mail aside. A
 * conversation with the mail server is not part of that: a process that is killed while it waits for a slow server sets no
 * mail aside.
 */
public final class OutboundQueue implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(OutboundQueue.class);
    /** Others take over what a node was sending that has not been heard of for so long. */
    private static final Duration LEASE = Duration.ofMinutes(1);

    private static final Duration RENEWAL = Duration.ofSeconds(15);
    /** How often the outbox is asked, if nobody says that something came. */
    private static final Duration LOOK = Duration.ofSeconds(1);
    /** How long a connection is kept without mail: servers close theirs after some minutes. */
    private static final Duration IDLE = Duration.ofSeconds(20);

    private static final Duration CLOSING = Duration.ofSeconds(20);
    /** Claimed mails for each connection that wait for it: so many that no connection waits for a claim. */
    private static final int AHEAD = 16;
    /** Mails of callers of {@code /track} and of claims that wait here; from then on a mail waits in the outbox. */
    private static final int MAX_IN_HAND = 1_000;
    /** The part of the heap that the data of the recipients of claimed mails may take. */
    private static final int HEAP_PART = 32;
    /** The part that messages kept for further recipients may take. */
    private static final int HEAP_PART_OF_CACHES = 24;
    /** The part that large mails may take while they are prepared and sent. */
    private static final int HEAP_PART_OF_LARGE_MAILS = 4;

    private static final long MAX_MEMORY = Runtime.getRuntime().maxMemory();

    private final Supervisor supervisor;
    private final Outbox outbox;
    private final NodeLeases leases;
    private final SendingQuota quota;
    private final Persons persons;
    private final MailSender sender;
    private final SendingLimits limits;
    private final Clock clock;
    private final CopyRenderer copies;
    private final RetryPolicy decision;
    private final RateLimiter pace;
    private final AttemptRecorder outcomes;
    private final Preparations preparations;
    private final BlockingDeque<SendTask> jobs = new LinkedBlockingDeque<>();
    /** What is entered as being sent by this node, and no outcome of it yet. */
    private final Set<DeliveryId> held = ConcurrentHashMap.newKeySet();

    private final Semaphore news = new Semaphore(0);
    private final List<SupervisedThread> threads = new ArrayList<>();
    /** Suspects are prepared under the lock for writing, all others under the one for reading. */
    private final ReadWriteLock preparing = new ReentrantReadWriteLock();

    private final MemoryGate largeMails = new MemoryGate(MAX_MEMORY / HEAP_PART_OF_LARGE_MAILS);
    /** Whether all that is entered as being sent by this node is held; it may not be after a database that went away. */
    private volatile boolean recovered;

    private volatile Instant renewedAt = Instant.MIN;
    /** Leases are counted: after one that ran out comes the next. */
    private volatile int lease;

    private boolean away;
    private volatile boolean closed;

    /**
     * Nothing is sent before {@link #start}.
     *
     * @param supervisor runs the threads
     * @param tailor makes of a mail what its recipient gets
     * @param preparations of this node, closed with this
     */
    public OutboundQueue(
            Supervisor supervisor,
            Store store,
            MailSender sender,
            Personalizer tailor,
            SendingLimits limits,
            RetrySchedule patience,
            Preparations preparations,
            Clock clock,
            RandomGenerator random) {
        this.supervisor = supervisor;
        this.outbox = store.outbox();
        this.leases = store.nodeLeases();
        this.quota = store.sendingQuota();
        this.persons = store.persons();
        this.sender = sender;
        this.limits = limits;
        this.clock = clock;
        this.copies = new CopyRenderer(store.messages(), tailor, MAX_MEMORY / HEAP_PART_OF_CACHES);
        this.decision = new RetryPolicy(patience, random);
        this.pace = new RateLimiter(limits.perSecond());
        this.outcomes = new AttemptRecorder(outbox, held);
        this.preparations = preparations;
    }

    /** Starts sending what is in the outbox. */
    public void start() {
        outcomes.start(supervisor);
        for (int i = 1; i <= limits.connections(); i++) {
            threads.add(supervisor.start("sender " + i, this::work));
        }
        threads.add(supervisor.start("outbox", this::claim));
    }

    /** Says that something came that may be due. */
    public void wake() {
        news.release();
    }

    /**
     * Makes sure that what is entered as being sent by this node is held by it, and that others know that it lives.
     * Nothing may be entered as being sent before.
     */
    synchronized void ready() {
        Instant now = clock.instant();
        boolean lapsed = isLapsed(now);
        if (lapsed) {
            giveBackIdle(now);
            lease++;
        }
        if (lapsed || !recovered) {
            live(now);
            // Set before, so that what goes wrong from here on is looked for the next time.
            recovered = true;
            Set<DeliveryId> before = Set.copyOf(held);
            Set<DeliveryId> lost = preparations.lost();
            int mails = leases.recoverOwn(now, id -> before.contains(id) || held.contains(id), lost::contains);
            preparations.settle(lost);
            if (mails > 0) {
                log.warn("{} mails were being sent when Telltale or the database ended; they are sent again.", mails);
            }
        } else if (now.isAfter(renewedAt.plus(RENEWAL))) {
            live(now);
            int mails = leases.recoverExpired(now);
            if (mails > 0) {
                log.warn("{} mails of a node that is gone are sent again.", mails);
            }
        }
    }

    private void live(Instant now) {
        leases.renew(LEASE);
        renewedAt = now;
    }

    /**
     * Whether this node could not say in time that it lives, so that another one may send what it holds. The others may
     * not have been able to, either: they get until the next renewal before theirs is taken.
     */
    private boolean isLapsed(Instant now) {
        return now.isAfter(renewedAt.plus(LEASE));
    }

    private void giveBackIdle(Instant now) {
        List<SendTask> idle = new ArrayList<>(jobs);
        idle.removeIf(job -> job.isAwaited() || !jobs.remove(job));
        List<ClaimedDelivery> mails = idle.stream().map(SendTask::mail).toList();
        if (mails.isEmpty()) {
            return;
        }
        try {
            outbox.requeue(mails, now);
        } catch (StoreUnavailableException away) {
            jobs.addAll(idle);
            throw away;
        }
        mails.forEach(mail -> held.remove(mail.id()));
    }

    /** A mail is about to be entered as being sent by this node. */
    void hold(DeliveryId mail) {
        held.add(mail);
    }

    /** The database did not say whether it was entered. */
    void isUnsure(DeliveryId mail) {
        held.remove(mail);
        recovered = false;
    }

    /** Whether one more mail may leave today. */
    boolean allows(Instant now) {
        return limits.perDay() == 0 || quota.reserve(1, limits.perDay(), now) == 1;
    }

    /** Whether one more mail can be sent before all others; one that comes nevertheless waits in the outbox. */
    boolean hasRoom() {
        return jobs.size() < MAX_IN_HAND && !outcomes.areBehind();
    }

    /**
     * Sends a mail before all others that this node holds and entered as being sent.
     *
     * @return how the try ends; who waits no longer cancels it
     */
    CompletableFuture<SendTask.Tried> sendNow(ClaimedDelivery mail) {
        CompletableFuture<SendTask.Tried> waiter = new CompletableFuture<>();
        jobs.addFirst(new SendTask(mail, lease, waiter));
        return waiter;
    }

    private void claim() throws InterruptedException {
        while (!closed) {
            try {
                ready();
                if (!claimSome()) {
                    var unused = news.tryAcquire(LOOK.toMillis(), TimeUnit.MILLISECONDS);
                    news.drainPermits();
                }
                away = false;
            } catch (StoreUnavailableException failed) {
                // Mails may have been claimed, and the answer that names them lost.
                recovered = false;
                if (!away) {
                    log.warn("The outbox waits for the database: {}", failed.getMessage());
                    away = true;
                }
                TimeUnit.MILLISECONDS.sleep(LOOK.toMillis());
            } catch (RuntimeException | Error unexpected) {
                recovered = false;
                throw unexpected;
            }
        }
    }

    /** Claims what there is room for; says whether there was any. */
    private boolean claimSome() {
        int ahead = limits.perSecond() == 0
                ? AHEAD * limits.connections()
                : Math.min(AHEAD * limits.connections(), limits.perSecond());
        int room = ahead - jobs.size();
        long bytes = MAX_MEMORY / HEAP_PART - claimedBytes();
        int claimedIn = lease;
        Instant now = clock.instant();
        if (2 * room < ahead
                || bytes <= 0
                || pace.isPaused()
                || outcomes.areBehind()
                || outbox.nextDue().filter(due -> !due.isAfter(now)).isEmpty()) {
            return false;
        }
        int allowed = limits.perDay() == 0 ? room : quota.reserve(room, limits.perDay(), now);
        List<ClaimedDelivery> mails = allowed == 0 ? List.of() : outbox.claim(now, allowed, bytes);
        if (limits.perDay() > 0 && mails.size() < allowed) {
            quota.release(allowed - mails.size(), now);
        }
        mails.forEach(mail -> {
            hold(mail.id());
            jobs.addLast(new SendTask(mail, claimedIn, null));
        });
        return !mails.isEmpty();
    }

    private long claimedBytes() {
        return jobs.stream().mapToLong(job -> job.mail().data().size()).sum();
    }

    /**
     * A mail whose turn it is, or is next.
     *
     * @param written what its recipient is to read, or null if that was not looked up yet
     */
    private record Turn(SendTask job, CopyRenderer.@Nullable Written written) {
        @Nullable
        Envelope envelope() {
            return written == null
                    ? null
                    : new Envelope(
                            written.letter().from().address(),
                            written.recipient().address());
        }
    }

    private void work() throws InterruptedException {
        Turn next = null;
        try (SmtpConnection line = sender.line()) {
            while (!closed) {
                Turn turn = next == null ? turn(jobs.pollFirst(IDLE.toMillis(), TimeUnit.MILLISECONDS)) : next;
                next = turn;
                if (turn == null || pace.isPaused()) {
                    // A server that was told of this mail is not kept waiting for its content.
                    line.rest();
                }
                if (turn != null && pace.await(turn.job.isAwaited())) {
                    next = foresee();
                    send(turn, next, line);
                    if (2 * jobs.size() <= AHEAD * limits.connections()) {
                        news.release();
                    }
                }
            }
        } finally {
            if (next != null) {
                jobs.addFirst(next.job);
            }
        }
    }

    private static @Nullable Turn turn(@Nullable SendTask job) {
        return job == null ? null : new Turn(job, null);
    }

    /**
     * Takes the mail that comes next, so that the server can be told of it with the end of the one before. Whether it may
     * still be sent is looked at when its turn comes, as of any other.
     *
     * @return null where it would have to wait for its turn, or is not more than the other connections can send at once
     */
    private @Nullable Turn foresee() {
        if (limits.perSecond() > 0 || pace.isPaused() || jobs.size() < limits.connections()) {
            return null;
        }
        Turn next = turn(jobs.pollFirst());
        if (next == null || next.job.mail().isSuspect()) {
            return next;
        }
        try {
            return MemoryGate.isSmall(copies.memory(next.job.mail()))
                    ? new Turn(next.job, amongOthers(next.job.mail(), () -> copies.written(next.job.mail())))
                    : next;
        } catch (RuntimeException | StackOverflowError later) {
            // It is met again, and told, when its turn comes.
            return next;
        } catch (Error fatal) {
            abandon(next.job);
            throw fatal;
        }
    }

    private void send(Turn turn, @Nullable Turn next, SmtpConnection line) throws InterruptedException {
        SendTask job = turn.job;
        ClaimedDelivery mail = job.mail();
        if (isLapsed(clock.instant())) {
            postpone(job, line);
            return;
        }
        try {
            if (job.lease() != lease && !isStillOurs(mail)) {
                job.tell(new SendTask.Tried(null, null, true));
                return;
            }
            Optional<Person> recipient = persons.recipient(mail.id());
            if (recipient.isEmpty()) {
                held.remove(mail.id());
                job.tell(new SendTask.Tried(suppressed(mail, "the recipient was erased"), null, false));
                return;
            }
            Person person = recipient.get();
            MemoryGate.Reservation memory = largeMails.reserve(copies.memory(mail));
            try {
                send(turn, person, next, line);
            } finally {
                memory.close();
            }
        } catch (InterruptedException stopping) {
            jobs.addFirst(job);
            throw stopping;
        } catch (StoreUnavailableException contentAway) {
            postpone(job, line);
        } catch (RuntimeException | StackOverflowError impossible) {
            failed(job, impossible, line);
        } catch (Error fatal) {
            abandon(job);
            throw fatal;
        }
    }

    private void send(Turn turn, Person person, @Nullable Turn next, SmtpConnection line) {
        SendTask job = turn.job;
        ClaimedDelivery mail = job.mail();
        CopyRenderer.Finished finished = prepare(turn, person);
        if (finished == null) {
            ended(job, suppressed(mail, ImmediateSender.why(person)), null);
            return;
        }
        Outcome outcome = line.send(finished.mail(), next == null ? null : next.envelope());
        if (RetryPolicy.isTrouble(outcome)) {
            pace.slowDown();
        } else {
            pace.success();
        }
        AttemptResult attempt = decision.of(mail, outcome, job.isAwaited(), clock.instant());
        ended(job, finished.pixel() ? attempt : attempt.withoutPixel(), outcome);
    }

    /**
     * Prepares a mail; a suspect while no other mail is being prepared.
     *
     * @return null if its recipient does not want it
     */
    private CopyRenderer.@Nullable Finished prepare(Turn turn, Person person) {
        ClaimedDelivery mail = turn.job.mail();
        Supplier<Optional<CopyRenderer.Finished>> preparation = () -> finished(turn, person);
        return (mail.isSuspect() ? alone(mail, preparation) : amongOthers(mail, preparation)).orElse(null);
    }

    private Optional<CopyRenderer.Finished> finished(Turn turn, Person person) {
        ClaimedDelivery mail = turn.job.mail();
        CopyRenderer.Written written = turn.written == null ? copies.written(mail) : turn.written;
        return person.refuses(written.letter().bulk())
                ? Optional.empty()
                : Optional.of(copies.of(mail, written, person));
    }

    private <T> T amongOthers(ClaimedDelivery mail, Supplier<T> preparation) {
        Lock lock = preparing.readLock();
        lock.lock();
        try {
            return preparations.during(mail.id(), preparation);
        } finally {
            lock.unlock();
        }
    }

    private <T> T alone(ClaimedDelivery mail, Supplier<T> preparation) {
        Lock lock = preparing.writeLock();
        lock.lock();
        try {
            outbox.countLostAttempt(mail);
            T prepared = preparation.get();
            outbox.clearLostAttempts(mail);
            return prepared;
        } finally {
            lock.unlock();
        }
    }

    /** A mail that cannot be composed will not be another time either. */
    private void failed(SendTask job, Throwable impossible, SmtpConnection line) {
        ClaimedDelivery mail = job.mail();
        if (impossible instanceof InvalidInputException || impossible instanceof StackOverflowError) {
            log.error("{} cannot be composed: {}", mail.id(), impossible.toString());
        } else {
            log.error("{} cannot be composed", mail.id(), impossible);
        }
        line.rest();
        String why = impossible instanceof StackOverflowError ? "it is nested too deeply" : impossible.getMessage();
        Outcome outcome = new Outcome.Failed(
                Outcome.Reason.UNSUPPORTED, Outcome.SmtpStage.CONNECT, "the mail could not be composed: " + why);
        ended(job, decision.of(mail, outcome, true, clock.instant()), outcome);
    }

    /**
     * Leaves a mail to the recovery of attempts that ended without an outcome: it is sent again, as a suspect, for its
     * worker was about to fail of it.
     */
    private void abandon(SendTask job) {
        try {
            outbox.countLostAttempt(job.mail());
        } catch (StoreUnavailableException uncounted) {
            log.error(
                    "{} ended its worker, which could not be noted: {}",
                    job.mail().id(),
                    uncounted.getMessage());
        }
        isUnsure(job.mail().id());
        job.tell(new SendTask.Tried(null, null, true));
        news.release();
    }

    /** Whether nobody took over a mail that this node has had since before its lease ran out. */
    private boolean isStillOurs(ClaimedDelivery mail) {
        Optional<ClaimedDelivery> entered = outbox.claimed(mail.id());
        if (entered.isEmpty()) {
            held.remove(mail.id());
        }
        // With another number it came back, and another job sends it.
        return entered.filter(found -> found.attempt() == mail.attempt()).isPresent();
    }

    private void postpone(SendTask job, SmtpConnection line) throws InterruptedException {
        jobs.addLast(job);
        line.rest();
        TimeUnit.MILLISECONDS.sleep(LOOK.toMillis());
    }

    /** The recipient may have left since the mail was taken on. */
    private AttemptResult suppressed(ClaimedDelivery mail, String why) {
        return new AttemptResult(mail.id(), mail.attempt(), DeliveryState.SUPPRESSED, clock.instant(), why, null, null);
    }

    private void ended(SendTask job, AttemptResult attempt, @Nullable Outcome outcome) {
        ClaimedDelivery mail = job.mail();
        String to = mail.to().masked();
        if (attempt.state() == DeliveryState.ACCEPTED) {
            log.info("{} sent to {}: {}", mail.id(), to, attempt.detail());
        } else {
            log.warn("{} {} for {}: {}", mail.id(), attempt.state().word(), to, attempt.detail());
        }
        outcomes.add(job, attempt, outcome);
    }

    /** Ends after the conversations under way; what was claimed and not begun goes back. */
    @Override
    public void close() {
        closed = true;
        pace.close();
        long deadline = System.nanoTime() + CLOSING.toNanos();
        try {
            // A thread that waits is woken; one that talks to a server hears nothing and goes on.
            threads.forEach(SupervisedThread::interrupt);
            for (SupervisedThread thread : threads) {
                var unused = thread.join(Duration.ofNanos(deadline - System.nanoTime()));
            }
            List<SendTask> idle = new ArrayList<>();
            jobs.drainTo(idle);
            outcomes.close();
            giveBack(idle);
            preparations.close();
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    private void giveBack(List<SendTask> idle) {
        try {
            if (!idle.isEmpty()) {
                outbox.requeue(idle.stream().map(SendTask::mail).toList(), clock.instant());
            }
            if (threads.stream().allMatch(SupervisedThread::isEnded)) {
                leases.release();
            }
        } catch (StoreUnavailableException failed) {
            log.warn("{} mails wait until this node's lease has ended: {}", idle.size(), failed.getMessage());
        }
        idle.forEach(job -> job.tell(new SendTask.Tried(null, null, true)));
    }
}
