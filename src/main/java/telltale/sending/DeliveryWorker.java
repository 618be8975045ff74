package telltale.sending;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.message.MessageContent;
import telltale.message.mime.Envelope;
import telltale.message.source.SourceMail;
import telltale.model.DeliveryState;
import telltale.model.FailureReason;
import telltale.model.InvalidInputException;
import telltale.model.Outcome;
import telltale.model.Person;
import telltale.smtp.SmtpConnection;
import telltale.store.AttemptResult;
import telltale.store.ClaimedDelivery;
import telltale.store.Lane;
import telltale.store.Persons;
import telltale.store.StoreUnavailableException;

/**
 * Sends the deliveries that this node has claimed for one mail server. Each connection has a thread that calls {@link #run}.
 */
final class DeliveryWorker {
    private static final Logger log = LoggerFactory.getLogger(DeliveryWorker.class);
    /** The time that a connection stays open without mail: servers close theirs after some minutes. */
    private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(20);
    /** The fraction of the heap that large messages may occupy while they are prepared and sent. */
    private static final int HEAP_FRACTION = 4;

    private final Persons persons;
    private final MailServer server;
    private final MailServers servers;
    private final CopyRenderer copies;
    private final PreparationGuard guard;
    private final MemoryGate largeMessages;
    private final RetryPolicy retryPolicy;
    private final CircuitBreaker breaker;
    private final AttemptRecorder recorder;
    private final QueueClaimer claimer;
    private final TaskQueue tasks;
    private final Clock clock;

    /**
     * @param server that it sends to
     * @param servers takes deliveries that this server cannot send
     * @param largeMessages shared by the workers of all servers
     */
    DeliveryWorker(
            Persons persons,
            MailServer server,
            MailServers servers,
            CopyRenderer copies,
            PreparationGuard guard,
            MemoryGate largeMessages,
            RetryPolicy retryPolicy,
            AttemptRecorder recorder,
            QueueClaimer claimer,
            Clock clock) {
        this.persons = persons;
        this.server = server;
        this.servers = servers;
        this.copies = copies;
        this.guard = guard;
        this.largeMessages = largeMessages;
        this.retryPolicy = retryPolicy;
        this.breaker = server.breaker();
        this.recorder = recorder;
        this.claimer = claimer;
        this.tasks = server.tasks();
        this.clock = clock;
    }

    /** The memory that large messages may occupy while they are prepared and sent. */
    static MemoryGate memoryForLargeMessages() {
        return new MemoryGate(Runtime.getRuntime().maxMemory() / HEAP_FRACTION);
    }

    /**
     * The delivery that is sent now or next.
     *
     * @param merged its message, or null if it has not been merged yet
     */
    private record Assignment(SendTask task, CopyRenderer.@Nullable MergedCopy merged) {
        ClaimedDelivery delivery() {
            return task.delivery();
        }

        /** The envelope, if it can be announced before the message is composed; a mail of others may need 8BITMIME or SMTPUTF8. */
        @Nullable
        Envelope envelope() {
            return merged == null || !isSevenBit(merged.content().source()) ? null : merged.envelope();
        }

        private static boolean isSevenBit(@Nullable SourceMail source) {
            return source == null || source.isSevenBit();
        }
    }

    /** Sends deliveries over one connection until the queue is closed. */
    void run() throws InterruptedException {
        Assignment next = null;
        try (SmtpConnection connection = server.sender().persistentConnection()) {
            while (!claimer.isClosed()) {
                Assignment current = next == null ? poll() : next;
                next = current;
                if (current == null || breaker.isPaused()) {
                    // A server that has the envelope of this delivery is not kept waiting for the content.
                    connection.disconnect();
                }
                if (current != null && awaitTurn(current.task)) {
                    next = takeNext();
                    try {
                        send(current, next, connection);
                    } finally {
                        tasks.ended(current.task);
                    }
                    breaker.release();
                    wakeClaimerIfLow();
                } else if (current != null && !servers.isSingle()) {
                    next = null;
                    giveBack(current.task);
                }
            }
        } finally {
            breaker.release();
            if (next != null) {
                tasks.giveBack(next.task);
            }
        }
    }

    /**
     * Waits until a message may be sent. If the only mail server accepts none at present, a waiting caller gets the reason at
     * once.
     *
     * @return false if the node stops, or if there are other servers and this one accepts no mail at present
     */
    private boolean awaitTurn(SendTask task) {
        if (!servers.isSingle()) {
            return breaker.refusal().isEmpty() && server.rateLimiter().await() && breaker.tryEnter();
        }
        if (!server.rateLimiter().await()) {
            return false;
        }
        breaker.refusal().ifPresent(task::postpone);
        return breaker.await();
    }

    /** Returns a delivery to those that wait, which other servers can take over, and waits until this one accepts mail. */
    private void giveBack(SendTask task) throws InterruptedException {
        tasks.giveBack(task);
        claimer.wake();
        breaker.awaitEntry(QueueClaimer.POLL_INTERVAL);
    }

    private void wakeClaimerIfLow() {
        if (server.isLow()) {
            claimer.wake();
        }
    }

    private @Nullable Assignment poll() throws InterruptedException {
        return assignment(tasks.poll(IDLE_TIMEOUT));
    }

    private static @Nullable Assignment assignment(@Nullable SendTask task) {
        return task == null ? null : new Assignment(task, null);
    }

    /**
     * Takes the next delivery ahead, so that its envelope can be pipelined with the end of the current message. Whether it
     * may still be sent is checked when its turn comes, as for any other.
     *
     * @return null if it would have to wait for its turn, or if the other connections can send all that is left at once
     */
    private @Nullable Assignment takeNext() {
        if (server.isPaced()
                || breaker.isOpen()
                || tasks.size() < server.limits().connections()) {
            return null;
        }
        Assignment next = assignment(tasks.poll());
        if (next == null || next.delivery().isSuspect()) {
            return next;
        }
        ClaimedDelivery delivery = next.delivery();
        try {
            return MemoryGate.isSmall(copies.memory(delivery.message()))
                    ? new Assignment(next.task, guard.run(delivery, () -> copies.merge(delivery)))
                    : next;
        } catch (RuntimeException | StackOverflowError reportedLater) {
            // It occurs again when the turn of this delivery comes, and is reported then.
            return next;
        } catch (Error fatal) {
            tasks.ended(next.task);
            abandon(next.task);
            throw fatal;
        }
    }

    private void send(Assignment current, @Nullable Assignment next, SmtpConnection connection)
            throws InterruptedException {
        SendTask task = current.task;
        ClaimedDelivery delivery = task.delivery();
        if (claimer.isExpired()) {
            postpone(task, connection);
            return;
        }
        try {
            if (!claimer.isOwned(delivery, task.lease())) {
                task.complete(SendTask.Completion.NOT_ATTEMPTED);
                return;
            }
            Optional<Person> recipient = persons.recipient(delivery);
            if (recipient.isEmpty()) {
                claimer.release(delivery.id());
                AttemptResult erased = suppressed(delivery, "the recipient was erased");
                task.complete(new SendTask.Completion(erased, null, false, List.of()));
                return;
            }
            Person person = recipient.get();
            MemoryGate.Reservation memory = largeMessages.reserve(copies.memory(delivery.message()));
            try {
                send(current, person, next, connection);
            } finally {
                memory.close();
            }
        } catch (InterruptedException stopping) {
            tasks.addFirst(task);
            throw stopping;
        } catch (StoreUnavailableException contentUnavailable) {
            postpone(task, connection);
        } catch (RuntimeException | StackOverflowError impossible) {
            failed(task, impossible, connection);
        } catch (Error fatal) {
            abandon(task);
            throw fatal;
        }
    }

    private void send(Assignment current, Person person, @Nullable Assignment next, SmtpConnection connection) {
        SendTask task = current.task;
        ClaimedDelivery delivery = task.delivery();
        Preparation preparation = prepare(current, person);
        CopyRenderer.OutgoingCopy prepared = preparation.copy;
        if (prepared == null) {
            record(task, suppressed(delivery, preparation.refusal), null, List.of());
            return;
        }
        Outcome outcome = connection.send(prepared.message(), next == null ? null : next.envelope());
        servers.learn(server, task.provider(), outcome);
        if (!servers.pacer().isFree(new Lane(server.name(), task.provider()))) {
            claimer.wake();
        }
        if (servers.isSingle()) {
            server.postponeWaiting();
        } else if (breaker.isOpen()) {
            claimer.wake();
        }
        AttemptResult attempt = decide(task, breaker.isOpen() ? RetryPolicy.duringOutage(outcome) : outcome);
        record(task, prepared.pixel() ? attempt : attempt.withoutPixel(), outcome, prepared.warnings());
    }

    /** The result of an attempt. A mail that another server can send is due at once. */
    private AttemptResult decide(SendTask task, Outcome outcome) {
        ClaimedDelivery delivery = task.delivery();
        Instant now = clock.instant();
        boolean failsOver = servers.canFailOver(server, delivery.origin(), outcome);
        AttemptResult attempt = retryPolicy
                .decide(delivery, outcome, task.isAwaited() && !failsOver, now)
                .by(servers.isSingle() ? null : server.name(), RetryPolicy.isInDoubt(outcome));
        return failsOver ? attempt.retriedAt(now) : attempt;
    }

    /**
     * A message that is ready to be sent, or the reason why it must not be sent to its recipient.
     *
     * @param copy null if it must not be sent
     */
    private record Preparation(CopyRenderer.@Nullable OutgoingCopy copy, String refusal) {}

    /** Prepares a message; a suspect while no other message is being prepared. */
    private Preparation prepare(Assignment current, Person person) {
        return guard.run(current.delivery(), () -> personalize(current, person));
    }

    private Preparation personalize(Assignment current, Person person) {
        ClaimedDelivery delivery = current.delivery();
        CopyRenderer.MergedCopy merged = current.merged == null ? copies.merge(delivery) : current.merged;
        MessageContent content = merged.content();
        String topic = content.topic() == null ? null : content.topic().name();
        return person.refusal(content.bulk(), topic)
                .map(refusal -> new Preparation(null, refusal))
                .orElseGet(() -> new Preparation(copies.compose(delivery.id(), merged, person, delivery.pool()), ""));
    }

    /** Fails a delivery whose message cannot be composed; it would not be possible another time either. */
    private void failed(SendTask task, Throwable cause, SmtpConnection connection) {
        ClaimedDelivery delivery = task.delivery();
        if (cause instanceof InvalidInputException || cause instanceof StackOverflowError) {
            log.error("{} cannot be composed: {}", delivery.id(), cause.toString());
        } else {
            log.error("{} cannot be composed", delivery.id(), cause);
        }
        connection.disconnect();
        String reason = cause instanceof StackOverflowError ? "it is nested too deeply" : cause.getMessage();
        Outcome outcome = new Outcome.Failed(
                Outcome.Reason.UNSUPPORTED,
                Outcome.SmtpStage.CONNECT,
                "the message could not be composed: " + reason,
                null,
                FailureReason.CONTENT);
        record(task, retryPolicy.decide(delivery, outcome, true, clock.instant()), outcome, List.of());
    }

    private void abandon(SendTask task) {
        claimer.abandon(task.delivery());
        task.complete(SendTask.Completion.NOT_ATTEMPTED);
    }

    private void postpone(SendTask task, SmtpConnection connection) throws InterruptedException {
        tasks.addLast(task);
        connection.disconnect();
        TimeUnit.MILLISECONDS.sleep(QueueClaimer.POLL_INTERVAL.toMillis());
    }

    /** The result for a recipient who was erased or unsubscribed after the submission. */
    private AttemptResult suppressed(ClaimedDelivery delivery, String reason) {
        return new AttemptResult(
                delivery.id(), delivery.attempt(), DeliveryState.SUPPRESSED, clock.instant(), reason, null, null);
    }

    private void record(SendTask task, AttemptResult attempt, @Nullable Outcome outcome, List<String> warnings) {
        ClaimedDelivery delivery = task.delivery();
        String to = delivery.to().masked();
        String by = attempt.server() == null ? "" : " by " + attempt.server();
        if (attempt.state() == DeliveryState.ACCEPTED) {
            log.info("{} sent to {}{}: {}", delivery.id(), to, by, attempt.detail());
        } else {
            log.warn("{} {} for {}{}: {}", delivery.id(), attempt.state().wireName(), to, by, attempt.detail());
        }
        recorder.add(task, attempt, outcome, warnings, server.name());
    }
}
