package telltale.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import telltale.model.CampaignKey;
import telltale.model.Consent;
import telltale.model.ConsentDecision;
import telltale.model.ConsentPurpose;
import telltale.model.Delivery;
import telltale.model.DeliveryState;
import telltale.model.EmailAddress;
import telltale.model.PoolGroup;
import telltale.model.Pooling;
import telltale.model.PrivacyProfile;
import telltale.store.Consents.Decided;
import telltale.store.Pools.ClickedLink;
import telltale.store.Pools.Seen;
import telltale.token.PersonKeys;

/** The contract of pools with every database. */
public abstract class PoolsContract extends OutboxFixture {
    protected static final PersonKeys KEYS = new PersonKeys(new byte[32]);
    protected static final Pooling FIVE = new Pooling(5, 0);

    /** Reads a number from the database of the store. */
    protected abstract long number(String sql);

    @Test
    void theRecipientsOfAMessageShareEachPoolWithAtLeastFourOthersInRandomOrder() {
        List<Long> pools = pools(enqueue(pooled(FIVE), 0, 103));
        Map<Long, Long> sizes = sizes(pools);
        assertEquals(20, sizes.size());
        assertEquals(Map.of(5L, 17L, 6L, 3L), sizes(sizes.values()));
        assertEquals(
                List.of(new PoolGroup(5, 0, 17, 0), new PoolGroup(6, 0, 3, 0)),
                store.pools().counts("spring").groups());
        assertNotEquals(pools.stream().sorted().toList(), pools);
    }

    @Test
    void fewerRecipientsThanAPoolHasGetNoPixel() {
        assertEquals(
                List.of(),
                pools(enqueue(pooled(FIVE), 0, 4)).stream()
                        .filter(Objects::nonNull)
                        .toList());
        assertEquals(List.of(), store.pools().counts("spring").groups());
    }

    @Test
    void thoseLeftOverJoinPoolsOfTheSameMessageWhileItsMailsWait() {
        StoredMessage message = pooled(FIVE);
        List<Long> first = pools(enqueue(message, 0, 10));
        List<Long> rest = pools(enqueue(message, 10, 3));
        assertTrue(first.containsAll(rest), rest.toString());
        assertEquals(
                13,
                store.pools().counts("spring").groups().stream()
                        .mapToLong(group -> group.size() * group.pools())
                        .sum());
        assertNull(pools(enqueue(pooled(FIVE), 0, 1)).get(0), "another message");

        for (ClaimedDelivery mail : claimAll()) {
            outbox.recordResults(List.of(attempt(mail, DeliveryState.ACCEPTED, null)), Duration.ZERO);
        }
        assertNull(pools(enqueue(message, 13, 1)).get(0), "all mails are sent");
    }

    @Test
    void whoOptedOutOrRefusedIsInNoPool() {
        EmailAddress out = EmailAddress.parse("r1@example.com");
        EmailAddress refused = EmailAddress.parse("r2@example.com");
        Delivery earlier = new Delivery(id(), out, null, "Hi", DeliveryState.SENDING, null, null);
        store.insert(earlier);
        assertTrue(store.persons().setTracked(earlier.id(), false, NOON));
        Consent consent = new Consent(ConsentPurpose.OPEN_MEASUREMENT, ConsentDecision.REFUSED, NOON, null, null, null);
        store.consents().record(List.of(new Decided(refused, consent)), Consents.RECIPIENT, NOON);
        List<Long> pools = pools(enqueue(pooled(FIVE), 0, 12));
        assertNull(pools.get(1));
        assertNull(pools.get(2));
        assertEquals(10, pools.stream().filter(Objects::nonNull).count());
        assertEquals(
                List.of(new PoolGroup(5, 0, 2, 0)),
                store.pools().counts("spring").groups());
    }

    @Test
    void aMailHasItsPoolUntilItIsSentAndNoLonger() {
        StoredMessage message = pooled(FIVE);
        List<Long> pools = pools(enqueue(message, 0, 5));
        List<ClaimedDelivery> claimed = claimAll();
        assertEquals(
                sizes(pools), sizes(claimed.stream().map(ClaimedDelivery::pool).toList()));
        outbox.recordResults(
                List.of(
                        attempt(claimed.get(0), DeliveryState.ACCEPTED, null),
                        attempt(claimed.get(1), DeliveryState.DEFERRED, NOON)),
                Duration.ZERO);
        assertEquals(4, waiting());
        messages.cancel(message.id(), NOON);
        assertEquals(3, waiting(), "all but those that are being sent");
    }

    @Test
    void aPoolIsSeenOnce() {
        List<Long> pools = pools(enqueue(pooled(FIVE), 0, 10));
        long seen = pools.get(0);
        store.pools().record(List.of(new Seen(seen, 0), new Seen(seen, 0), new Seen(-1, 0)), Map.of());
        store.pools().record(List.of(new Seen(seen, 0)), Map.of());
        assertEquals(
                List.of(new PoolGroup(5, 0, 2, 1)),
                store.pools().counts("spring").groups());
        assertNoDifference();
    }

    @Test
    void aPoolWithNoiseMayBeSeenFromTheStartAndIsNotStoredAsSeenWithALowDraw() {
        List<Long> pools = pools(enqueue(pooled(new Pooling(5, 25)), 0, 5_000));
        long fromTheStart = seen();
        assertTrue(Math.abs(fromTheStart - 250) <= 60, fromTheStart + " of 1,000 pools");
        store.pools()
                .record(
                        pools.stream()
                                .distinct()
                                .map(pool -> new Seen(pool, 24))
                                .toList(),
                        Map.of());
        assertEquals(fromTheStart, seen());
        store.pools()
                .record(
                        pools.stream()
                                .distinct()
                                .map(pool -> new Seen(pool, 25))
                                .toList(),
                        Map.of());
        assertEquals(1_000, seen());
    }

    private long seen() {
        return store.pools().counts("spring").groups().stream()
                .mapToLong(PoolGroup::seen)
                .sum();
    }

    @Test
    void clicksAreAddedForEachLinkOfACampaign() {
        enqueue(pooled(FIVE), 0, 5);
        CampaignKey spring = CampaignKey.of("spring");
        store.pools()
                .record(
                        List.of(),
                        Map.of(
                                new ClickedLink(spring, 1), 3L,
                                new ClickedLink(spring, 2), 1L,
                                new ClickedLink(CampaignKey.of("autumn"), 1), 9L));
        store.pools().record(List.of(), Map.of(new ClickedLink(spring, 1), 4L));
        assertEquals(Map.of(1, 7L, 2, 1L), store.pools().counts("spring").clicks());
        assertEquals(new PooledCounts(List.of(), Map.of(1, 9L)), store.pools().counts("autumn"));
    }

    private static <T> Map<T, Long> sizes(Collection<T> items) {
        return items.stream().collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
    }

    private List<ClaimedDelivery> claimAll() {
        return outbox.claim(NOON, 1_000);
    }

    protected StoredMessage pooled(Pooling pooling) {
        return message(null).under(PrivacyProfile.AGGREGATED).pooled(pooling);
    }

    protected List<EnqueueResult> enqueue(StoredMessage message, int position, int recipients) {
        return outbox.enqueue(
                message,
                position,
                IntStream.range(position, position + recipients)
                        .mapToObj(i -> delivery("r" + i + "@example.com", NOON))
                        .toList());
    }

    private static List<Long> pools(List<EnqueueResult> results) {
        return results.stream().map(EnqueueResult::pool).collect(Collectors.toList());
    }

    /** The number of mails whose pool is stored. */
    private long waiting() {
        return number("select count(pool) from outbox");
    }
}
