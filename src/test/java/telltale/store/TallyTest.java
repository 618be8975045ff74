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
        Tally.Change first = Tally.NONE.plus(NOON, false);
        assertEquals(List.of(new Delta(QUARTER, 1, 0, 1)), first.deltas());
        Tally.Change second = first.after().plus(NOON.plusSeconds(1), false);
        assertEquals(List.of(new Delta(QUARTER, 1, 0, 0)), second.deltas());
        assertEquals(new Tally(2, 0, NOON), second.after());
    }

    @Test
    void anEarlierEventMovesTheFirstToItsQuarter() {
        Instant earlier = NOON.minus(Duration.ofMinutes(20));
        Tally.Change change = Tally.NONE.plus(NOON, false).after().plus(earlier, false);
        assertEquals(
                List.of(new Delta(QUARTER, 0, 0, -1), new Delta(Tally.quarter(earlier), 1, 0, 1)), change.deltas());
        assertEquals(new Tally(2, 0, earlier), change.after());
    }

    @Test
    void anEarlierEventInTheSameQuarterMovesNothing() {
        Tally.Change change =
                Tally.NONE.plus(NOON.plusSeconds(30), false).after().plus(NOON, false);
        assertEquals(List.of(new Delta(QUARTER, 1, 0, 0)), change.deltas());
    }

    @Test
    void anAggregatedEventIsCountedAsSuch() {
        assertEquals(
                List.of(new Delta(QUARTER, 1, 1, 1)),
                Tally.NONE.plus(NOON, true).deltas());
        assertEquals(new Tally(1, 1, NOON), Tally.NONE.plus(NOON, true).after());
    }

    @Test
    void theOrderOfEventsChangesNoCounter() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            List<Instant> events = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                events.add(NOON.plusSeconds(random.nextInt(20_000)));
            }
            Map<Long, Delta> sorted = counted(events.stream().sorted().toList());
            Collections.shuffle(events, random);
            assertEquals(sorted, counted(events), () -> "seed " + seed);
        }
    }

    @Test
    void aDayFollowsItsTimeZone() {
        CampaignQuarter late = new CampaignQuarter(Tally.quarter(Instant.parse("2026-11-21T18:15:00Z")), 1, 1, 2, 1);
        CampaignQuarter early = new CampaignQuarter(Tally.quarter(Instant.parse("2026-11-21T18:00:00Z")), 1, 0, 3, 1);
        assertEquals(
                List.of(
                        new CampaignDay(LocalDate.of(2026, 11, 21), 1, 0, 3, 1),
                        new CampaignDay(LocalDate.of(2026, 11, 22), 1, 1, 2, 1)),
                CampaignDay.of(List.of(early, late), ZoneId.of("Asia/Kathmandu")));
        assertEquals(
                List.of(new CampaignDay(LocalDate.of(2026, 11, 21), 2, 1, 5, 2)),
                CampaignDay.of(List.of(early, late), ZoneId.of("UTC")));
    }

    private static Map<Long, Delta> counted(List<Instant> events) {
        Map<Long, Delta> quarters = new TreeMap<>();
        Tally tally = Tally.NONE;
        for (Instant event : events) {
            Tally.Change change = tally.plus(event, false);
            tally = change.after();
            change.deltas().forEach(delta -> quarters.merge(delta.quarter(), delta, Delta::plus));
        }
        return quarters;
    }
}
