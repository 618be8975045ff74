package telltale.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import telltale.store.Tally.Delta;

class TallyTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final long QUARTER = Tally.quarter(NOON);

    @Test
    void onlyTheFirstEventCountsAsFirst() {
        assertEquals(List.of(new Delta(QUARTER, 0, 0, 1)), Tally.firstMoved(null, NOON));
        assertEquals(List.of(), Tally.firstMoved(NOON, NOON.plus(Duration.ofMinutes(20))));
    }

    @Test
    void anEarlierEventMovesTheFirstToItsQuarter() {
        Instant earlier = NOON.minus(Duration.ofMinutes(20));
        assertEquals(
                List.of(new Delta(QUARTER, 0, 0, -1), new Delta(Tally.quarter(earlier), 0, 0, 1)),
                Tally.firstMoved(NOON, earlier));
    }

    @Test
    void anEarlierEventInTheSameQuarterMovesNothing() {
        assertEquals(List.of(), Tally.firstMoved(NOON.plusSeconds(30), NOON));
    }

    @Test
    void anAggregatedEventIsCountedAsSuch() {
        assertEquals(new Delta(QUARTER, 1, 1, 0), Tally.event(NOON, true));
        assertEquals(new Delta(QUARTER, 1, 0, 0), Tally.event(NOON, false));
    }

    @Test
    void neitherTheOrderOfEventsNorTheirBatchesChangeACounter() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            List<Instant> events = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                events.add(NOON.plusSeconds(random.nextInt(20_000)));
            }
            Map<Long, Delta> sorted = counted(events.stream().sorted().toList(), 1);
            Collections.shuffle(events, random);
            assertEquals(sorted, counted(events, 1 + random.nextInt(30)), () -> "seed " + seed);
        }
    }

    @Test
    void aDayFollowsItsTimeZone() {
        CampaignQuarter late = new CampaignQuarter(
                Tally.quarter(Instant.parse("2026-11-21T18:15:00Z")), new CampaignCounts(1, 1, 2, 1));
        CampaignQuarter early = new CampaignQuarter(
                Tally.quarter(Instant.parse("2026-11-21T18:00:00Z")), new CampaignCounts(1, 0, 3, 1));
        assertEquals(
                List.of(
                        new CampaignDay(LocalDate.of(2026, 11, 21), new CampaignCounts(1, 0, 3, 1)),
                        new CampaignDay(LocalDate.of(2026, 11, 22), new CampaignCounts(1, 1, 2, 1))),
                CampaignDay.of(List.of(early, late), ZoneId.of("Asia/Kathmandu")));
        assertEquals(
                List.of(new CampaignDay(LocalDate.of(2026, 11, 21), new CampaignCounts(2, 1, 5, 2))),
                CampaignDay.of(List.of(early, late), ZoneId.of("UTC")));
    }

    private static Map<Long, Delta> counted(List<Instant> events, int batch) {
        Map<Long, Delta> quarters = new TreeMap<>();
        Instant first = null;
        for (int from = 0; from < events.size(); from += batch) {
            List<Instant> some = events.subList(from, Math.min(events.size(), from + batch));
            List<Delta> changes = new ArrayList<>();
            some.forEach(at -> changes.add(Tally.event(at, false)));
            Instant earliest = Collections.min(some);
            changes.addAll(Tally.firstMoved(first, earliest));
            first = first == null || earliest.isBefore(first) ? earliest : first;
            changes.forEach(delta -> quarters.merge(delta.quarter(), delta, Delta::plus));
        }
        return quarters;
    }
}
