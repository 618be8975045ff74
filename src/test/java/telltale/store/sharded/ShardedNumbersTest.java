package telltale.store.sharded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import telltale.model.DeliveryId;
import telltale.model.Event;
import telltale.model.PrivacyProfile;
import telltale.postgres.PostgresServer;
import telltale.store.CampaignQuery;
import telltale.store.JudgementsFixture;
import telltale.store.Metric;
import telltale.store.Statistics;
import telltale.store.Store;
import telltale.store.Tally;

/** Compares the numbers of two databases with those of one that has the same mails. */
class ShardedNumbersTest extends JudgementsFixture {
    private static final long FROM = Tally.quarter(NOON) / Tally.QUARTERS_PER_DAY * Tally.QUARTERS_PER_DAY;
    private static final long TO = FROM + 2 * Tally.QUARTERS_PER_DAY;

    private final ShardedDatabases databases = new ShardedDatabases(JudgementsFixture::key);
    private int turn;

    @Override
    protected Store open() {
        return databases.open(new UUID(1, 1));
    }

    @Override
    protected int shard() {
        turn++;
        return turn % 2;
    }

    @Test
    void theNumbersOfTwoDatabasesAreThoseOfOne() {
        fill();
        List<Object> merged = numbers(store);
        store.close();
        turn = 0;
        store = databases.open(PostgresServer.shared().newMigratedDatabase(), new UUID(2, 2));
        judgements = store.judgements();
        fill();
        assertEquals(numbers(store), merged);
        assertSound();
    }

    @Test
    void numbersWithoutADatabaseAreLowerBounds() {
        fill();
        Statistics all = store.statistics(PrivacyProfile.INDIVIDUAL);
        long before = sent(all);
        databases.stopFurther();
        assertTrue(sent(all) < before);
        assertEquals(Set.of(1), store.shards().unavailable());
        assertEquals(
                List.of("winter", "autumn", "spring"),
                store.campaigns(new CampaignQuery(FROM, TO, "", null, 9)).campaigns().stream()
                        .map(campaign -> campaign.name())
                        .toList());

        databases.resumeFurther(store);
        assertEquals(before, sent(all));
        assertEquals(Set.of(), store.shards().unavailable());
    }

    private static long sent(Statistics statistics) {
        return statistics.spans(null, List.of(FROM, TO)).orElseThrow().get(0).sum(metric -> true);
    }

    /** Mails of three campaigns with opens and clicks; both databases have mails of two of them. */
    private void fill() {
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            String campaign = i == 3 ? "winter" : i % 3 == 2 ? "autumn" : "spring";
            DeliveryId delivery = accepted(i == 9 ? null : campaign, "r" + i + "@example.com", NOON.plusSeconds(i));
            for (int j = 0; j < i % 4; j++) {
                events.add(open(delivery, CHROME, Duration.ofMinutes(20 + j)));
            }
            if (i % 5 == 0) {
                events.add(click(delivery, CHROME, Duration.ofMinutes(200)));
            }
        }
        store.replay(new UUID(9, 9), events, events.size());
        judgeAll(NEWEST);
        assertFalse(store.statistics(PrivacyProfile.INDIVIDUAL).isEmpty());
    }

    private static List<Object> numbers(Store of) {
        Statistics statistics = of.statistics(PrivacyProfile.INDIVIDUAL);
        List<Long> bounds = List.of(FROM, FROM + 49, FROM + 60, TO);
        List<Statistics.Period> periods = List.of(new Statistics.Period(FROM, TO, 4));
        List<Object> numbers = new ArrayList<>(List.of(
                of.campaigns(new CampaignQuery(FROM, TO, "", null, 2)),
                of.campaigns(new CampaignQuery(FROM, TO, "", "winter", 2)),
                of.campaignNames("", null, 9),
                statistics.spans(null, bounds),
                statistics.campaigns(FROM, TO),
                statistics.hoursOfWeek(null, periods, EnumSet.allOf(Metric.class)),
                of.judgements().bucketCounts(PrivacyProfile.INDIVIDUAL, List.of("spring", "winter"), FROM, TO),
                of.judgements().countPending(100)));
        for (String name : List.of("spring", "autumn", "winter", "none")) {
            numbers.add(of.campaign(name, PrivacyProfile.INDIVIDUAL, bounds));
            numbers.add(of.campaignFailures(name, FROM, TO));
            numbers.add(statistics.spans(name, bounds));
            numbers.add(statistics.destinations(name));
            for (Statistics.Dimension dimension : Statistics.Dimension.values()) {
                numbers.add(statistics.keys(name, dimension, FROM, TO));
            }
        }
        return numbers;
    }
}
