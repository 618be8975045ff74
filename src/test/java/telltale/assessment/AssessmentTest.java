package telltale.assessment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import telltale.judging.MeasurementBucket;
import telltale.model.Client;
import telltale.model.Confidence;
import telltale.model.DeliveryId;
import telltale.model.EngagementLevel;
import telltale.model.Event;
import telltale.model.EventKind;
import telltale.model.Network;
import telltale.model.Provider;
import telltale.model.Uuid7;
import telltale.model.Verdict;
import telltale.model.VerdictClass;
import telltale.store.Evidence;
import telltale.store.Judgement;
import telltale.store.Judgement.VerdictCounts;

class AssessmentTest {
    private static final Instant NOON = Instant.parse("2026-11-30T12:00:00Z");
    private static final Random RANDOM = new Random(1);
    private static final DeliveryId DELIVERY = new DeliveryId(Uuid7.at(NOON, RANDOM));
    private static final Client CLAWS = new Client("Fancy Viewer", Set.of());
    private static final Client OTHER = new Client("Thunderbird", Set.of());

    @Test
    void aRepetitionByTheSameClientWithinASecondIsOneLook() {
        VerdictCounts opens = opens(open(CLAWS, 0), open(CLAWS, 200), open(CLAWS, 1_100));
        assertEquals(1, opens.people());
        assertEquals(2, opens.repeated());
        assertEquals(NOON, opens.firstPersonAt());
    }

    @Test
    void aLaterOneIsAnotherLook() {
        VerdictCounts opens = opens(open(CLAWS, 0), open(CLAWS, 1_001));
        assertEquals(2, opens.people());
        assertEquals(0, opens.repeated());
    }

    @Test
    void anotherClientIsAnotherLook() {
        assertEquals(2, opens(open(CLAWS, 0), open(OTHER, 100)).people());
    }

    @Test
    void theOrderOfArrivalDoesNotMatter() {
        assertEquals(opens(open(CLAWS, 0), open(CLAWS, 300)), opens(open(CLAWS, 300), open(CLAWS, 0)));
    }

    @Test
    void aClickOnAnotherLinkIsAnotherClick() {
        VerdictCounts clicks = assessment(click(1, 0), click(1, 400), click(2, 500))
                .judgement()
                .clicks();
        assertEquals(2, clicks.people());
        assertEquals(1, clicks.repeated());
    }

    private static VerdictCounts opens(Event... events) {
        return assessment(events).judgement().opens();
    }

    @Test
    void aBouncedDeliveryIsInNoOpenRate() {
        Judgement bounced = assessment(true, false, false, open(CLAWS, 0)).judgement();
        assertNull(bounced.bucket());
    }

    @Test
    void aReceiptIsStrongerThanAnOpenAndWeakerThanAClick() {
        Judgement receipt = assessment(false, true, false, open(CLAWS, 0)).judgement();
        assertEquals(EngagementLevel.RECEIPT, receipt.engagementLevel());
        Judgement click = assessment(false, true, false, click(1, 0)).judgement();
        assertEquals(EngagementLevel.CLICKED, click.engagementLevel());
    }

    @Test
    void aReplyIsTheStrongestEvidenceAndCountsAsReading() {
        Judgement replied = assessment(false, false, true, click(1, 0)).judgement();
        assertEquals(EngagementLevel.REPLIED, replied.engagementLevel());
        MeasurementBucket bucket = MeasurementBucket.of(Objects.requireNonNull(replied.bucket()));
        assertTrue(bucket.answered());
    }

    private static Assessment assessment(Event... events) {
        return assessment(false, false, false, events);
    }

    private static Assessment assessment(boolean isBounced, boolean hasReceipt, boolean isReplied, Event... events) {
        Verdict person = new Verdict(VerdictClass.HUMAN_DIRECT, Confidence.PROBABLE, List.of("browser"), "1");
        Evidence evidence = new Evidence(
                DELIVERY,
                NOON,
                Provider.OTHER,
                "example.com",
                false,
                true,
                isBounced,
                hasReceipt,
                isReplied,
                List.of(events),
                Map.of());
        return new Assessment(evidence, "1", Collections.nCopies(events.length, person));
    }

    private static Event open(Client client, long millis) {
        return new Event(id(millis), EventKind.OPEN, DELIVERY, 0, client, Network.UNKNOWN);
    }

    private static Event click(int link, long millis) {
        return new Event(id(millis), EventKind.CLICK, DELIVERY, link, CLAWS, Network.UNKNOWN);
    }

    private static UUID id(long millis) {
        return Uuid7.at(NOON.plusMillis(millis), RANDOM);
    }
}
