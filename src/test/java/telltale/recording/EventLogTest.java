package telltale.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import telltale.judging.Networks;
import telltale.model.Client;
import telltale.model.EventKind;
import telltale.model.Hit;
import telltale.model.Network;
import telltale.model.PrivacyProfile;
import telltale.spool.Spool;
import telltale.supervision.Supervisor;
import telltale.supervision.ThreadStatus;

@Timeout(30)
class EventLogTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final int ALL = 1_000_000;

    private final GatedStore store = new GatedStore();
    private final Random random = new Random(42);
    private final AtomicLong nanos = new AtomicLong();
    private final Supervisor supervisor = new Supervisor(exhausted -> {}, Clock.systemUTC(), nanos::get);

    @TempDir
    Path folder;

    private Spool spool;
    private EventLog log;

    @BeforeEach
    void open() throws IOException {
        spool = Spool.open(folder);
        log = open(1_000, Duration.ofSeconds(20));
    }

    @AfterEach
    void close() {
        store.commits.release(ALL);
        log.close();
        spool.close();
    }

    @Test
    void answersWaitForTheDiskAndNotForTheDatabase() throws Exception {
        CountDownLatch answered = new CountDownLatch(100);
        AtomicInteger tooEarly = new AtomicInteger();
        for (int i = 1; i <= 100; i++) {
            int number = i;
            log.append(hit(), () -> {
                if (spool.last() < number) {
                    tooEarly.incrementAndGet();
                }
                answered.countDown();
            });
        }
        assertTrue(answered.await(10, TimeUnit.SECONDS), "while the store is blocked");
        assertEquals(0, tooEarly.get());
        assertEquals(0, count(HitDisposition.STORED));
        store.commits.release(ALL);
        awaitThat(() -> count(HitDisposition.STORED) == 100 && spool.waiting() == 0);
        assertEveryHitIsCountedOnce();
    }

    @Test
    void aHitThatNoProfileRecordsIsAnsweredAndNotSpooled() throws Exception {
        CountDownLatch answered = new CountDownLatch(2);
        log.append(hit().under(PrivacyProfile.NONE), answered::countDown);
        log.append(hit().under(PrivacyProfile.CONSENT), answered::countDown);
        assertEquals(0, answered.getCount());
        assertEquals(0, spool.last());
        assertEquals(2, count(HitDisposition.UNRECORDED));
        assertEveryHitIsCountedOnce();
    }

    @Test
    void aStalledDiskDelaysAnAnswerUntilTheDeadlineOnly() throws Exception {
        reopen(1_000, Duration.ofMillis(50));
        spool.close();
        AtomicInteger answers = new AtomicInteger();
        CountDownLatch answered = new CountDownLatch(2);
        for (int i = 0; i < 2; i++) {
            log.append(hit(), () -> {
                answers.incrementAndGet();
                answered.countDown();
            });
        }
        assertTrue(answered.await(10, TimeUnit.SECONDS), "both are answered while the store is blocked");
        assertEquals(0, store.batches().size());
        awaitThat(() -> log.answeredEarly() == 2);
        store.commits.release(ALL);
        awaitThat(() -> count(HitDisposition.STORED) == 2);
        assertEquals(2, answers.get(), "each is sent once");
        assertEveryHitIsCountedOnce();
    }

    @Test
    void withoutASpoolHitsAreStoredInBatchesBeforeTheyAreAnswered() throws Exception {
        spool.close();
        CountDownLatch answered = new CountDownLatch(101);
        log.append(hit(), answered::countDown);
        awaitThat(() -> store.commits.hasQueuedThreads());
        for (int i = 0; i < 100; i++) {
            log.append(hit(), answered::countDown);
        }
        assertEquals(101, answered.getCount());
        assertTrue(log.isSpoolFailing());
        store.commits.release(2);
        assertTrue(answered.await(10, TimeUnit.SECONDS));
        assertEquals(List.of(1, 100), store.batches().stream().map(List::size).toList());
        assertEquals(101, count(HitDisposition.STORED));
        assertEquals(0, log.answeredEarly());
        assertEveryHitIsCountedOnce();
    }

    @Test
    void duringAnOutageOfTheDatabaseEventsWaitInTheSpoolAndAreReplayedAfterIt() throws Exception {
        store.stop();
        store.commits.release(ALL);
        CountDownLatch answered = new CountDownLatch(100);
        for (int i = 0; i < 100; i++) {
            log.append(hit(), answered::countDown);
        }
        assertTrue(answered.await(10, TimeUnit.SECONDS));
        awaitThat(log::isDatabaseUnavailable);
        assertEquals(100, spool.waiting());
        assertEveryHitIsCountedOnce();

        store.resume();
        awaitThat(() -> count(HitDisposition.STORED) == 100);
        awaitThat(() -> !log.isDatabaseUnavailable());
        assertEquals(0, spool.waiting());
        assertEquals(0, count(HitDisposition.LOST));
        assertEveryHitIsCountedOnce();
    }

    @Test
    void waitingEventsAreReplayedInOrder() throws Exception {
        store.stop();
        store.commits.release(ALL);
        for (int i = 0; i < 5; i++) {
            CountDownLatch answered = new CountDownLatch(1);
            log.append(hit("agent " + i), answered::countDown);
            assertTrue(answered.await(10, TimeUnit.SECONDS));
        }
        store.resume();
        awaitThat(() -> count(HitDisposition.STORED) == 5);
        assertEquals(
                List.of("agent 0", "agent 1", "agent 2", "agent 3", "agent 4"),
                store.batches().stream()
                        .flatMap(List::stream)
                        .map(event -> event.client().agent())
                        .toList());
    }

    @Test
    void eventsThatWaitAtShutdownAreReplayedAfterTheNextStart() throws Exception {
        store.stop();
        store.commits.release(ALL);
        CountDownLatch answered = new CountDownLatch(1);
        log.append(hit(), answered::countDown);
        assertTrue(answered.await(10, TimeUnit.SECONDS));
        log.close();
        spool.close();

        store.resume();
        open();
        awaitThat(() -> count(HitDisposition.STORED) == 1);
        assertEquals(1, log.received(), "events that wait at the start count as received");
        assertEveryHitIsCountedOnce();
    }

    @Test
    void hitsThatCannotBeStoredAreAnsweredAndCountedAsDropped() throws Exception {
        store.stop();
        store.commits.release(ALL);
        spool.close();
        CountDownLatch answered = new CountDownLatch(1);
        log.append(hit(), answered::countDown);
        assertTrue(answered.await(10, TimeUnit.SECONDS));
        assertEquals(1, count(HitDisposition.LOST));
        assertTrue(log.isDroppingHits());
        assertEveryHitIsCountedOnce();
    }

    @Test
    void aFullQueueDelaysItsCallersUntilTheDeadline() throws Exception {
        reopen(1, Duration.ofMillis(20));
        spool.close();
        CountDownLatch answered = new CountDownLatch(3);
        log.append(hit(), answered::countDown);
        awaitThat(() -> store.commits.hasQueuedThreads());
        log.append(hit(), answered::countDown);
        log.append(hit(), answered::countDown);
        assertTrue(answered.await(10, TimeUnit.SECONDS));
        assertEquals(1, count(HitDisposition.LOST), "there is no room for the third in memory, and no disk");
        store.commits.release(ALL);
        awaitThat(() -> count(HitDisposition.STORED) == 2);
        assertEveryHitIsCountedOnce();
    }

    @Test
    void aPoisonedEventIsQuarantinedAndTheOthersAreStored() throws Exception {
        store.reject("poison");
        CountDownLatch answered = new CountDownLatch(40);
        for (int i = 0; i < 40; i++) {
            log.append(hit(i % 20 == 13 ? "poison" : "agent"), answered::countDown);
        }
        assertTrue(answered.await(10, TimeUnit.SECONDS));
        store.commits.release(ALL);
        awaitThat(() -> count(HitDisposition.STORED) == 38 && count(HitDisposition.QUARANTINED) == 2);
        assertEquals(2, spool.quarantined());
        assertEquals(0, spool.waiting());
        assertEveryHitIsCountedOnce();
    }

    @Test
    void withoutASpoolOnlyAPoisonedEventIsDropped() throws Exception {
        store.reject("poison");
        spool.close();
        CountDownLatch answered = new CountDownLatch(21);
        log.append(hit(), answered::countDown);
        awaitThat(() -> store.commits.hasQueuedThreads());
        for (int i = 0; i < 20; i++) {
            log.append(hit(i == 13 ? "poison" : "agent"), answered::countDown);
        }
        store.commits.release(ALL);
        assertTrue(answered.await(10, TimeUnit.SECONDS));
        awaitThat(() -> count(HitDisposition.STORED) == 20);
        assertEquals(1, count(HitDisposition.LOST));
        assertEveryHitIsCountedOnce();
    }

    @Test
    void anErrorDuringTheTransferLosesNothing() throws Exception {
        store.failWith(new StackOverflowError());
        store.failWith(new IllegalStateException("a defect"));
        CountDownLatch answered = new CountDownLatch(1);
        log.append(hit(), answered::countDown);
        store.commits.release(ALL);
        assertTrue(answered.await(10, TimeUnit.SECONDS));
        awaitThat(() -> count(HitDisposition.STORED) == 1);
        assertEquals(0, spool.quarantined());
        assertEquals(
                List.of("store failed in 2 units of its work, last after IllegalStateException: a defect"),
                supervisor.reasons());
        assertEveryThreadIsRunningAndHealthyAfterAWhile();
    }

    @Test
    void anEventThatFailsRepeatedlyIsQuarantinedAndTheOthersAreStored() throws Exception {
        store.overflowOn("overflowing");
        CountDownLatch answered = new CountDownLatch(40);
        for (int i = 0; i < 40; i++) {
            log.append(hit(i == 13 ? "overflowing" : "agent"), answered::countDown);
        }
        assertTrue(answered.await(10, TimeUnit.SECONDS));
        store.commits.release(ALL);
        awaitThat(() -> count(HitDisposition.STORED) == 39 && count(HitDisposition.QUARANTINED) == 1);
        assertEquals(0, spool.waiting());
        assertEveryHitIsCountedOnce();
        assertEveryThreadIsRunningAndHealthyAfterAWhile();
    }

    @Test
    void anExhaustedHeapQuarantinesNothing() throws Exception {
        for (int i = 0; i < 10; i++) {
            store.failWith(new OutOfMemoryError("Java heap space"));
        }
        CountDownLatch answered = new CountDownLatch(1);
        log.append(hit(), answered::countDown);
        store.commits.release(ALL);
        awaitThat(() -> count(HitDisposition.STORED) == 1);
        assertEquals(0, spool.quarantined());
        assertTrue(supervisor.reasons().get(0).startsWith("the server ran out of memory at "));
    }

    @Test
    void withoutASpoolAnErrorDropsOnlyTheEventThatCausedIt() throws Exception {
        spool.close();
        store.failWith(new StackOverflowError());
        CountDownLatch answered = new CountDownLatch(21);
        log.append(hit(), answered::countDown);
        awaitThat(() -> store.commits.hasQueuedThreads());
        for (int i = 0; i < 20; i++) {
            log.append(hit(), answered::countDown);
        }
        store.failWith(new AssertionError("a defect"));
        store.commits.release(ALL);
        assertTrue(answered.await(10, TimeUnit.SECONDS));
        assertEveryHitIsCountedOnce();
        assertEquals(1, count(HitDisposition.LOST), "the first was alone in its batch, so it caused the failure");
        assertEquals(20, count(HitDisposition.STORED));
        assertEveryThreadIsRunningAndHealthyAfterAWhile();
    }

    @Test
    void anAnswerThatThrowsAnErrorDoesNotAffectTheOthers() throws Exception {
        CountDownLatch answered = new CountDownLatch(1);
        log.append(hit(), () -> {
            throw new StackOverflowError();
        });
        log.append(hit(), answered::countDown);
        store.commits.release(ALL);
        assertTrue(answered.await(10, TimeUnit.SECONDS));
        awaitThat(() -> count(HitDisposition.STORED) == 2);
        assertEquals(
                List.of("spool failed in one unit of its work, last after StackOverflowError"), supervisor.reasons());
        assertEveryThreadIsRunningAndHealthyAfterAWhile();
    }

    @Test
    void anAnswerThatThrowsAnErrorAtItsDeadlineDoesNotStopTheWatcher() throws Exception {
        reopen(1_000, Duration.ofMillis(50));
        spool.close();
        CountDownLatch answered = new CountDownLatch(1);
        log.append(hit(), () -> {
            throw new StackOverflowError();
        });
        log.append(hit(), answered::countDown);
        assertTrue(answered.await(10, TimeUnit.SECONDS), "while the store is blocked");
        assertEveryThreadIsRunningAndHealthyAfterAWhile();
    }

    @Test
    void anAnswerThatFailsDoesNotAffectTheOthers() throws Exception {
        CountDownLatch answered = new CountDownLatch(1);
        log.append(hit(), () -> {
            throw new IllegalStateException("the client disconnected");
        });
        log.append(hit(), answered::countDown);
        store.commits.release(ALL);
        assertTrue(answered.await(10, TimeUnit.SECONDS));
    }

    @Test
    void closingStoresAndAnswersWaitingHits() {
        AtomicInteger answers = new AtomicInteger();
        for (int i = 0; i < 500; i++) {
            log.append(hit(), answers::incrementAndGet);
        }
        store.commits.release(ALL);
        log.close();
        assertEquals(500, answers.get());
        assertEquals(500, count(HitDisposition.STORED));

        log.append(hit(), answers::incrementAndGet);
        assertEquals(501, answers.get(), "a hit after the end is answered, too");
        assertEquals(1, count(HitDisposition.LOST), "and counted as dropped");
        assertEveryHitIsCountedOnce();
    }

    @Test
    void onlyTheNetworkOfAnAddressIsStored() throws Exception {
        store.commits.release(ALL);
        CountDownLatch answered = new CountDownLatch(1);
        log.append(hit(), answered::countDown);
        assertTrue(answered.await(10, TimeUnit.SECONDS));
        assertTrue(log.awaitStored(Duration.ofSeconds(10)));
        Network network = store.batches().get(0).get(0).network();
        assertEquals("198.51.100.0/24", network.text());
    }

    private void assertEveryThreadIsRunningAndHealthyAfterAWhile() {
        nanos.addAndGet(ThreadStatus.RECENT.toNanos());
        assertEquals(List.of(), supervisor.reasons());
        assertEquals(
                List.of("spool", "deadline", "store"),
                supervisor.status().stream().map(ThreadStatus::name).toList());
    }

    private void assertEveryHitIsCountedOnce() {
        awaitThat(() -> log.received()
                == log.counts().values().stream().mapToLong(Long::longValue).sum());
    }

    private long count(HitDisposition disposition) {
        return log.counts().getOrDefault(disposition, 0L);
    }

    private void reopen(int capacity, Duration deadline) {
        log.close();
        log = open(capacity, deadline);
    }

    private EventLog open(int capacity, Duration deadline) {
        EventLog opened = new EventLog(
                supervisor,
                store,
                spool,
                null,
                Networks::builtIn,
                random,
                capacity,
                deadline,
                Duration.ofMillis(20),
                PrivacyProfile.INDIVIDUAL,
                event -> false);
        opened.start();
        return opened;
    }

    private static Hit hit() {
        return hit("x");
    }

    private static Hit hit(String agent) {
        try {
            InetAddress address = InetAddress.getByAddress(new byte[] {(byte) 198, 51, 100, 77});
            return new Hit(EventKind.ANONYMOUS_OPEN, null, 0, NOON, Client.of(agent, Set.of()), address);
        } catch (UnknownHostException impossible) {
            throw new AssertionError(impossible);
        }
    }

    static void awaitThat(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            assertFalse(Thread.interrupted(), "the condition did not become true in time");
            LockSupport.parkNanos(100_000);
        }
    }
}
