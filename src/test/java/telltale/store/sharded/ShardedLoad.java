package telltale.store.sharded;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import telltale.model.Client;
import telltale.model.Delivery;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.EmailAddress;
import telltale.model.Event;
import telltale.model.EventKind;
import telltale.model.ImmutableBytes;
import telltale.model.Network;
import telltale.model.Suppression;
import telltale.model.Suppression.Scope;
import telltale.model.Uuid7;
import telltale.store.AttemptResult;
import telltale.store.ClaimedDelivery;
import telltale.store.IdempotencyKeyTakenException;
import telltale.store.NewDelivery;
import telltale.store.Persons.Suppressed;
import telltale.store.ShardUpkeep;
import telltale.store.Shards;
import telltale.store.StoreUnavailableException;
import telltale.store.StoredMessage;

/** A node that submits and sends mails and stores hits in several databases, with what must be stored in the end. */
final class ShardedLoad implements AutoCloseable {
    private static final int PEOPLE = 400;
    private static final int RECIPIENTS = 5;
    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final ShardedStore store;
    private final List<EmailAddress> people = IntStream.range(0, PEOPLE)
            .mapToObj(i -> EmailAddress.parse("p" + i + "@example.com"))
            .toList();
    private final UUID spool = UUID.randomUUID();
    private final Map<DeliveryId, EmailAddress> accepted = new ConcurrentHashMap<>();
    private final List<DeliveryId> inOrder = new ArrayList<>();
    private final Map<DeliveryId, Integer> sent = new ConcurrentHashMap<>();
    private final Map<DeliveryId, Integer> hits = new ConcurrentHashMap<>();
    private final Set<EmailAddress> refused = ConcurrentHashMap.newKeySet();
    private final Set<EmailAddress> withdrawn = ConcurrentHashMap.newKeySet();
    private final Set<DeliveryId> inFlight = ConcurrentHashMap.newKeySet();
    /** The submissions that are not known to be stored; used by one thread. */
    private final Queue<Submission> repeated = new ArrayDeque<>();

    private final AtomicInteger hitCount = new AtomicInteger();
    private final AtomicInteger sentAfterRefusal = new AtomicInteger();
    private final List<Throwable> faults = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean isEnding;
    /** Whether no mail is submitted any more; a submission that is being repeated is in no queue. */
    private volatile boolean isSubmitted;

    private volatile boolean isClosing;
    private int decided;

    /**
     * What is stored.
     *
     * @param lostMails accepted deliveries that were neither sent nor refused
     * @param doubledMails deliveries that were sent more than once
     * @param sentAfterRefusal mails to persons who had refused before they were asked for
     * @param lostHits hits that are not counted, of persons who did not withdraw
     * @param doubledHits hits that are counted beyond those that there were
     * @param hitsAfterWithdrawal hits that are counted although their persons had withdrawn before
     */
    record Tally(
            int mails,
            int sent,
            int sentFromShard,
            int lostMails,
            int doubledMails,
            int sentAfterRefusal,
            int hits,
            int lostHits,
            int doubledHits,
            int hitsAfterWithdrawal,
            int refusals) {}

    private record Submission(StoredMessage message, List<NewDelivery> deliveries) {}

    ShardedLoad(ShardedStore store) {
        this.store = store;
    }

    void start() {
        begin(this::submit);
        begin(this::send);
        begin(this::hit);
        begin(this::keepUp);
    }

    private interface Work {
        void run() throws Exception;
    }

    private void begin(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (Exception | AssertionError failed) {
                synchronized (faults) {
                    faults.add(failed);
                }
            }
        });
        threads.add(thread);
        thread.start();
    }

    List<Throwable> faults() {
        synchronized (faults) {
            return List.copyOf(faults);
        }
    }

    int hits() {
        return hitCount.get();
    }

    private void submit() throws Exception {
        Random random = new Random(1);
        int number = 0;
        while (!isClosing && (!isEnding || !repeated.isEmpty())) {
            Submission next = isEnding ? repeated.poll() : submission("key " + number, random);
            number++;
            if (next != null && !isStored(next)) {
                repeated.add(next);
            }
            if (number % 20 == 0) {
                Submission again = repeated.poll();
                if (again != null && !isStored(again)) {
                    repeated.add(again);
                }
            }
            Thread.sleep(repeated.isEmpty() ? 4 : 20);
        }
        isSubmitted = true;
    }

    private Submission submission(String key, Random random) {
        ImmutableBytes hash = new ImmutableBytes(key.getBytes(StandardCharsets.UTF_8));
        int shard = store.shards().forNew(hash);
        Instant now = Instant.now();
        StoredMessage message = new StoredMessage(
                Uuid7.at(now, shard, random), "spring", ImmutableBytes.NONE, List.of(), hash, RECIPIENTS);
        Set<EmailAddress> to = new HashSet<>();
        while (to.size() < RECIPIENTS) {
            to.add(people.get(random.nextInt(PEOPLE)));
        }
        List<NewDelivery> deliveries = to.stream()
                .map(address -> new NewDelivery(
                        DeliveryId.create(now, shard, random),
                        address,
                        "Hi",
                        ImmutableBytes.NONE,
                        0,
                        DeliveryState.QUEUED,
                        now))
                .toList();
        return new Submission(message, deliveries);
    }

    /** Stores a message once, however often it is repeated. */
    private boolean isStored(Submission submission) {
        try {
            store.outbox().enqueue(submission.message, 0, submission.deliveries);
        } catch (IdempotencyKeyTakenException stored) {
            // The answer to an earlier attempt was lost.
        } catch (StoreUnavailableException away) {
            return false;
        }
        submission.deliveries.forEach(delivery -> accepted.put(delivery.id(), delivery.to()));
        synchronized (inOrder) {
            submission.deliveries.forEach(delivery -> inOrder.add(delivery.id()));
        }
        return true;
    }

    private void send() throws Exception {
        List<AttemptResult> results = new ArrayList<>();
        boolean isRecovered = false;
        while (!isClosing) {
            try {
                store.nodeLeases().renew(LEASE);
                if (!isRecovered) {
                    int unused = store.nodeLeases().recoverOwn(Instant.now(), inFlight::contains);
                    isRecovered = true;
                }
                for (ClaimedDelivery mail : store.outbox().claim(Instant.now(), 40)) {
                    inFlight.add(mail.id());
                    results.add(attempt(mail));
                }
            } catch (StoreUnavailableException away) {
                isRecovered = false;
            }
            record(results);
            Thread.sleep(10);
        }
    }

    private void record(List<AttemptResult> results) {
        try {
            List<AttemptResult> ended = List.copyOf(results);
            if (!ended.isEmpty()) {
                // What is stored already, because an answer was lost, is returned.
                List<DeliveryId> unused = store.outbox().recordResults(ended, PATIENCE);
                results.clear();
                ended.forEach(result -> inFlight.remove(result.id()));
            }
        } catch (StoreUnavailableException away) {
            // They are stored when the database is back.
        }
    }

    private AttemptResult attempt(ClaimedDelivery mail) throws InterruptedException {
        EmailAddress to = accepted.getOrDefault(mail.id(), mail.to());
        boolean isRefused = refused.contains(to);
        boolean isAllowed = mayBeSent(mail);
        if (isAllowed) {
            sent.merge(mail.id(), 1, Integer::sum);
            if (isRefused) {
                sentAfterRefusal.incrementAndGet();
            }
        }
        return new AttemptResult(
                mail.id(),
                mail.attempt(),
                isAllowed ? DeliveryState.ACCEPTED : DeliveryState.SUPPRESSED,
                Instant.now(),
                "250 ok",
                "2.0.0",
                null);
    }

    private boolean mayBeSent(ClaimedDelivery mail) throws InterruptedException {
        while (true) {
            try {
                return store.persons()
                        .recipient(mail)
                        .orElseThrow()
                        .refusal(false, null)
                        .isEmpty();
            } catch (StoreUnavailableException away) {
                Thread.sleep(50);
            }
        }
    }

    /** Stores hits from a spool; each batch is repeated until it is stored. */
    private void hit() throws Exception {
        long through = 0;
        while (!isEnding) {
            List<Event> batch = batch();
            if (!batch.isEmpty()) {
                through += batch.size();
                replay(batch, through);
            }
            Thread.sleep(5);
        }
    }

    private List<Event> batch() {
        List<Event> batch = new ArrayList<>();
        synchronized (inOrder) {
            for (int i = 0; i < 10 && !inOrder.isEmpty(); i++) {
                DeliveryId delivery = inOrder.get(ThreadLocalRandom.current().nextInt(inOrder.size()));
                if (!withdrawn.contains(accepted.get(delivery))) {
                    hits.merge(delivery, 1, Integer::sum);
                    hitCount.incrementAndGet();
                }
                batch.add(new Event(
                        Uuid7.at(Instant.now(), ThreadLocalRandom.current()),
                        EventKind.OPEN,
                        delivery,
                        0,
                        Client.NONE,
                        Network.UNKNOWN));
            }
        }
        return batch;
    }

    private void replay(List<Event> batch, long through) throws InterruptedException {
        while (true) {
            try {
                store.replay(spool, batch, through);
                return;
            } catch (StoreUnavailableException away) {
                Thread.sleep(20);
            }
        }
    }

    private void keepUp() throws Exception {
        ShardUpkeep upkeep = store.upkeep().orElseThrow();
        while (!isClosing) {
            try {
                Duration unused = upkeep.count();
                Duration unusedToo = upkeep.step(1);
            } catch (StoreUnavailableException away) {
                // The next step may succeed.
            }
            Thread.sleep(100);
        }
    }

    /** Lets some persons refuse all mail, and others withdraw from tracking, by addresses: the first database is available. */
    void refuseSome() {
        for (int i = 0; i < 20; i++) {
            EmailAddress refuses = people.get(decided++);
            store.persons()
                    .suppress(List.of(new Suppressed(refuses, new Suppression(Scope.ALL, "by letter", Instant.now()))));
            refused.add(refuses);
            EmailAddress withdraws = people.get(decided++);
            store.persons().setTracked(withdraws, false, Instant.now());
            withdrawn.add(withdraws);
        }
    }

    /** Ends the submission of mails and hits, and waits until everything that was accepted has ended. */
    void finish() throws InterruptedException {
        isEnding = true;
        long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        while (System.nanoTime() < end && !hasEnded()) {
            Thread.sleep(100);
        }
        isClosing = true;
        for (Thread thread : threads) {
            thread.join();
        }
        int unused = store.drain();
        if (!faults().isEmpty()) {
            throw new AssertionError(faults().get(0));
        }
    }

    /** A database that does not answer is missing in the counts, and may have mail. */
    private boolean hasEnded() {
        if (!isSubmitted) {
            return false;
        }
        try (Shards.Watch watch = store.shards().watch()) {
            Map<DeliveryState, Long> states = store.outbox().countByState();
            return watch.missing().isEmpty()
                    && inFlight.isEmpty()
                    && states.getOrDefault(DeliveryState.QUEUED, 0L) == 0
                    && states.getOrDefault(DeliveryState.SENDING, 0L) == 0;
        } catch (StoreUnavailableException away) {
            return false;
        }
    }

    Tally tally() {
        int lostMails = 0;
        int lostHits = 0;
        int doubledHits = 0;
        int hitsAfterWithdrawal = 0;
        for (Map.Entry<DeliveryId, EmailAddress> one : accepted.entrySet()) {
            DeliveryState state =
                    store.delivery(one.getKey()).map(Delivery::state).orElse(DeliveryState.FAILED);
            boolean wasSent = sent.containsKey(one.getKey());
            lostMails += state == (wasSent ? DeliveryState.ACCEPTED : DeliveryState.SUPPRESSED) ? 0 : 1;
            int expected = hits.getOrDefault(one.getKey(), 0);
            int counted = Math.toIntExact(
                    store.openCounts(List.of(one.getKey())).get(0).total());
            if (withdrawn.contains(one.getValue())) {
                hitsAfterWithdrawal += Math.max(0, counted - expected);
            } else {
                lostHits += Math.max(0, expected - counted);
                doubledHits += Math.max(0, counted - expected);
            }
        }
        return new Tally(
                accepted.size(),
                sent.size(),
                (int) sent.keySet().stream()
                        .filter(id -> Uuid7.shard(id.value()) == 1)
                        .count(),
                lostMails,
                (int) sent.values().stream().filter(count -> count > 1).count(),
                sentAfterRefusal.get(),
                hitCount.get(),
                lostHits,
                doubledHits,
                hitsAfterWithdrawal,
                refused.size() + withdrawn.size());
    }

    @Override
    public void close() {
        isEnding = true;
        isClosing = true;
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
