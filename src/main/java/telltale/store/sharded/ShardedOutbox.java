package telltale.store.sharded;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.store.Admission;
import telltale.store.AttemptResult;
import telltale.store.ClaimedDelivery;
import telltale.store.DeliveryHistory;
import telltale.store.EnqueueResult;
import telltale.store.Lane;
import telltale.store.NewDelivery;
import telltale.store.Outbox;
import telltale.store.StoreUnavailableException;
import telltale.store.StoredMessage;

/** The queues of several databases as one. Deliveries in a database that is unavailable wait until it is back. */
final class ShardedOutbox implements Outbox {
    private final ShardSet shards;
    private final ShardedCampaigns campaigns;
    private final AtomicInteger turns = new AtomicInteger();
    /** The attempts whose results some database has stored, while those of another one wait. */
    private final Set<Attempt> stored = ConcurrentHashMap.newKeySet();

    private record Attempt(DeliveryId delivery, int number) {
        static Attempt of(AttemptResult result) {
            return new Attempt(result.id(), result.attempt());
        }
    }

    ShardedOutbox(ShardSet shards, ShardedCampaigns campaigns) {
        this.shards = shards;
        this.campaigns = campaigns;
    }

    @Override
    public List<EnqueueResult> enqueue(StoredMessage message, int position, List<NewDelivery> deliveries) {
        int shard = shards.of(message.id());
        for (NewDelivery delivery : deliveries) {
            if (shards.of(delivery.id().value()) != shard) {
                throw new IllegalArgumentException("a message and its deliveries are in one database");
            }
        }
        if (shards.isDoubted(shard)) {
            throw ShardSet.unavailable("storing a message in", shard, "what this node was sending is recovered first");
        }
        campaigns.list(shard, message.campaign());
        return shards.ask(shard, store -> store.outbox().enqueue(message, position, deliveries));
    }

    @Override
    public Optional<Instant> nextDue() {
        return shards.askEach(store -> store.outbox().nextDue()).values().stream()
                .flatMap(Optional::stream)
                .min(Instant::compareTo);
    }

    @Override
    public Map<DeliveryState, Long> countByState() {
        Map<DeliveryState, Long> sums = new EnumMap<>(DeliveryState.class);
        shards.readEach(store -> store.outbox().countByState())
                .values()
                .forEach(counts -> counts.forEach((state, count) -> sums.merge(state, count, Long::sum)));
        return sums;
    }

    @Override
    public List<ClaimedDelivery> claim(Instant now, int limit, long maxBytes, Admission admission) {
        return claim(limit, maxBytes, (outbox, left, bytes) -> outbox.claim(now, left, bytes, admission));
    }

    @Override
    public List<ClaimedDelivery> claimWaiting(Lane lane, Instant now, int limit, long maxBytes, Admission admission) {
        return claim(limit, maxBytes, (outbox, left, bytes) -> outbox.claimWaiting(lane, now, left, bytes, admission));
    }

    @FunctionalInterface
    private interface Claim {
        List<ClaimedDelivery> of(Outbox outbox, int limit, long maxBytes);
    }

    /**
     * Claims from one database after the other; each call begins with another one, so that none waits for all others. One whose answer
     * is lost may have claimed.
     *
     * @throws StoreUnavailableException if a database is back, so that the caller recovers what it may have claimed there
     */
    private List<ClaimedDelivery> claim(int limit, long maxBytes, Claim claim) {
        shards.numbers().stream().filter(shards::isDoubted).forEach(this::failIfBack);
        List<ClaimedDelivery> claimed = new ArrayList<>();
        long[] bytes = {maxBytes};
        inTurn((outbox, number) -> {
            if (claimed.size() < limit && bytes[0] > 0 && !shards.isDoubted(number)) {
                List<ClaimedDelivery> some =
                        claimOrDoubt(number, () -> claim.of(outbox, limit - claimed.size(), bytes[0]));
                some.forEach(mail -> bytes[0] -= mail.data().size());
                claimed.addAll(some);
            }
            return 0;
        });
        return claimed;
    }

    private List<ClaimedDelivery> claimOrDoubt(int number, Supplier<List<ClaimedDelivery>> claim) {
        try {
            return claim.get();
        } catch (StoreUnavailableException away) {
            shards.doubt(number);
            throw away;
        }
    }

    private void failIfBack(int number) {
        if (shards.answers(number)) {
            throw ShardSet.unavailable(
                    "claiming from", number, "it is back, and what this node was sending is recovered first");
        }
    }

    @FunctionalInterface
    private interface Turn {
        int of(Outbox outbox, int number);
    }

    /** Uses each available database, another one first each time, and returns the sum. */
    private int inTurn(Turn turn) {
        List<Integer> numbers = shards.numbers();
        int first = Math.floorMod(turns.getAndIncrement(), numbers.size());
        int sum = 0;
        int failures = 0;
        for (int i = 0; i < numbers.size(); i++) {
            int number = numbers.get((first + i) % numbers.size());
            try {
                sum += shards.ask(number, store -> turn.of(store.outbox(), number));
            } catch (StoreUnavailableException away) {
                failures++;
                if (failures == numbers.size()) {
                    throw away;
                }
            }
        }
        return sum;
    }

    @Override
    public List<Lane> lanes() {
        return shards.askEach(store -> store.outbox().lanes()).values().stream()
                .flatMap(List::stream)
                .distinct()
                .toList();
    }

    @Override
    public int leave(Lane lane, int limit) {
        int[] left = {limit};
        return inTurn((outbox, number) -> {
            int moved = left[0] > 0 ? outbox.leave(lane, left[0]) : 0;
            left[0] -= moved;
            return moved;
        });
    }

    @Override
    public Optional<ClaimedDelivery> claimed(DeliveryId id) {
        return shards.at(id.value(), store -> store.outbox().claimed(id));
    }

    @Override
    public void countLostAttempt(ClaimedDelivery mail) {
        with(mail, outbox -> outbox.countLostAttempt(mail));
    }

    @Override
    public void clearLostAttempts(ClaimedDelivery mail) {
        with(mail, outbox -> outbox.clearLostAttempts(mail));
    }

    private void with(ClaimedDelivery mail, Consumer<Outbox> work) {
        shards.run(shards.of(mail.id().value()), store -> work.accept(store.outbox()));
    }

    @Override
    public boolean isDivided() {
        return true;
    }

    @Override
    public int shard(DeliveryId delivery) {
        return shards.of(delivery.value());
    }

    /**
     * Stores the results in each database. If one is unavailable, those of the others are stored, and not again by the call that
     * repeats this one.
     */
    @Override
    public List<DeliveryId> recordResults(List<AttemptResult> results, Duration patience) {
        List<AttemptResult> left = results.stream()
                .filter(result -> !stored.contains(Attempt.of(result)))
                .toList();
        List<DeliveryId> lost = new ArrayList<>();
        List<Attempt> done = new ArrayList<>();
        StoreUnavailableException missing = null;
        for (Map.Entry<Integer, List<AttemptResult>> part :
                shards.split(left, result -> result.id().value()).entrySet()) {
            try {
                lost.addAll(
                        shards.ask(part.getKey(), store -> store.outbox().recordResults(part.getValue(), patience)));
                part.getValue().forEach(result -> done.add(Attempt.of(result)));
            } catch (StoreUnavailableException away) {
                missing = away;
            }
        }
        if (missing != null) {
            stored.addAll(done);
            throw missing;
        }
        results.forEach(result -> stored.remove(Attempt.of(result)));
        return lost;
    }

    @Override
    public DeliveryHistory history(DeliveryId delivery) {
        return shards.at(delivery.value(), store -> store.outbox().history(delivery));
    }

    @Override
    public void requeue(List<ClaimedDelivery> mails, Instant now) {
        eachPart(mails, (outbox, part) -> outbox.requeue(part, now));
    }

    @Override
    public void requeue(List<ClaimedDelivery> mails, Lane lane, Instant now) {
        eachPart(mails, (outbox, part) -> outbox.requeue(part, lane, now));
    }

    /** Requeueing again what is in the queue already changes nothing, so a call that failed in between can be repeated. */
    private void eachPart(List<ClaimedDelivery> mails, BiConsumer<Outbox, List<ClaimedDelivery>> work) {
        shards.split(mails, mail -> mail.id().value())
                .forEach((number, part) -> shards.run(number, store -> work.accept(store.outbox(), part)));
    }
}
