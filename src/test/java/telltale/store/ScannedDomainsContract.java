package telltale.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import telltale.assessment.RejudgeService;
import telltale.judging.MeasurementBucket;
import telltale.model.DeliveryId;
import telltale.model.Event;
import telltale.model.PrivacyProfile;
import telltale.model.VerdictClass;

/** The contract of domains in which a scanner was found, with every database. */
public abstract class ScannedDomainsContract extends JudgementsFixture {
    @Test
    void aScannerOfADomainMovesItsDeliveriesToOtherBucketsAndChangesNoVerdict() {
        List<DeliveryId> inTheDomain = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            inTheDomain.add(accepted("spring", "someone" + i + "@Corp.Example", NOON.minusSeconds(i)));
        }
        accepted("spring", "ann@example.com", NOON);
        accepted("later", "bob@corp.example", NOON.plus(Duration.ofDays(31)));
        DeliveryId read = inTheDomain.get(0);
        store.append(List.of(open(read, CHROME, Duration.ofHours(1))));
        judgeAll(NEWEST);
        Judgement before = judgement(read);

        Event scan = open(inTheDomain.get(119), "Barracuda Sentinel (EE)", Duration.ofHours(2));
        store.append(List.of(scan));
        judgeAll(NEWEST);
        assertEquals(120, quarantined("spring"));
        assertEquals(0, quarantined("later"));
        Judgement after = judgement(read);
        assertEquals(before.opens(), after.opens());
        assertEquals(before.engagementLevel(), after.engagementLevel());
        accepted("spring", "new@corp.example", NOON);
        judgeAll(NEWEST);
        assertEquals(121, quarantined("spring"), "who comes later finds it known");
        assertSound();

        judgements.correct(inTheDomain.get(119), scan.id(), VerdictClass.HUMAN_DIRECT);
        judgeAll(NEWEST);
        assertEquals(0, quarantined("spring"), "what proved it was no scanner");
        assertSound();
    }

    @Test
    void aDomainCountsAsScannedWhileOneDeliveryProvesIt() {
        List<Event> scans = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            DeliveryId scanned = accepted("spring", "someone" + i + "@corp.example", NOON);
            scans.add(open(scanned, "Barracuda Sentinel (EE)", Duration.ofHours(1)));
        }
        accepted("spring", "ann@corp.example", NOON);
        store.append(scans);
        judgeAll(NEWEST);
        for (Event scan : scans.subList(0, 2)) {
            judgements.correct(Objects.requireNonNull(scan.delivery()), scan.id(), VerdictClass.UNKNOWN);
            judgeAll(OLDER);
            new RejudgeService(judgements, NEWEST).apply(RejudgeService.Announcer.NONE, noted -> {});
            judgeAll(NEWEST);
        }
        assertEquals(4, quarantined("spring"));
        assertSound();
    }

    @Test
    void aScannerOfOneMailboxProvesNothingAtAPublicMailboxProvider() {
        DeliveryId scanned = accepted("spring", "ann@yahoo.co.uk", NOON);
        accepted("spring", "ben@yahoo.co.uk", NOON);
        store.append(List.of(open(scanned, "Barracuda Sentinel (EE)", Duration.ofHours(2))));
        judgeAll(NEWEST);
        assertEquals(1, quarantined("spring"));
    }

    private long quarantined(String campaign) {
        long end = Tally.quarter(NOON.plus(Duration.ofDays(99)));
        return judgements
                .bucketCounts(PrivacyProfile.INDIVIDUAL, List.of(campaign), 0, end)
                .getOrDefault(campaign, Map.of())
                .entrySet()
                .stream()
                .filter(cell -> MeasurementBucket.of(cell.getKey()).quarantined())
                .mapToLong(Map.Entry::getValue)
                .sum();
    }
}
