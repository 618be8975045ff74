package telltale.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import telltale.model.Client;
import telltale.model.Consent;
import telltale.model.ConsentDecision;
import telltale.model.ConsentPurpose;
import telltale.model.DataKind;
import telltale.model.Delivery;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.EmailAddress;
import telltale.model.Event;
import telltale.model.EventKind;
import telltale.model.Network;
import telltale.model.PrivacyProfile;
import telltale.model.Uuid7;
import telltale.store.Consents.Decided;

/** The contract of the dates of activity with every database. */
public abstract class ActivityContract extends JudgementsFixture {
    private static final EmailAddress ANN = EmailAddress.parse("ann@example.com");
    private static final EmailAddress BEN = EmailAddress.parse("ben@example.com");
    private static final LocalDate DAY = LocalDate.parse("2026-11-22");

    private DeliveryId sent(EmailAddress to, PrivacyProfile profile) {
        DeliveryId id = new DeliveryId(Uuid7.at(NOON, random));
        store.insertExternal(
                new Delivery(id, to, "spring", "Hi", DeliveryState.SENDING, null, null), true, List.of(), profile);
        store.acceptExternal(id, NOON, "250 ok", null);
        return id;
    }

    /** An open as a node passes it on: with the beginning of its day, and without its client and network. */
    private Event on(DeliveryId delivery, int daysLater) {
        Instant day = DAY.plusDays(daysLater).atStartOfDay(ZoneOffset.UTC).toInstant();
        return new Event(
                Uuid7.at(day, random),
                EventKind.OPEN,
                delivery,
                0,
                Client.NONE,
                Network.UNKNOWN,
                PrivacyProfile.HYGIENE);
    }

    private Optional<LocalDate> activeOn(EmailAddress address) {
        return store.persons().activity().of(address);
    }

    private List<EmailAddress> inactive(LocalDate since) {
        return store.persons().activity().inactive(since, null, 10).stream()
                .map(PersonActivities.Inactive::address)
                .toList();
    }

    @Test
    void aLaterDateOverwritesTheOneBeforeAndAnEarlierOneDoesNot() {
        DeliveryId delivery = sent(ANN, PrivacyProfile.HYGIENE);
        assertEquals(Optional.empty(), activeOn(ANN));
        store.append(List.of(on(delivery, 1)));
        assertEquals(Optional.of(DAY.plusDays(1)), activeOn(ANN));
        store.append(List.of(on(delivery, 3), on(delivery, 2)));
        store.append(List.of(on(delivery, 0)));

        assertEquals(Optional.of(DAY.plusDays(3)), activeOn(ANN));
        assertEquals(List.of(), store.events(delivery, 10));
        judgeAll(NEWEST);
        assertEquals(
                0,
                store.campaigns(new CampaignQuery(0, Long.MAX_VALUE / 2, "", null, 10))
                        .campaigns()
                        .get(0)
                        .counts(PrivacyProfile.HYGIENE)
                        .opens());
        assertSound();
    }

    @Test
    void thePersonsWithoutActivitySinceADayAreFoundAPageAtATime() {
        DeliveryId delivery = sent(ANN, PrivacyProfile.HYGIENE);
        sent(BEN, PrivacyProfile.HYGIENE);
        sent(EmailAddress.parse("cat@example.com"), PrivacyProfile.INDIVIDUAL);
        store.append(List.of(on(delivery, 0)));

        assertEquals(List.of(BEN), inactive(DAY));
        assertEquals(List.of(), inactive(DAY.plusDays(1)), "they got no mail since");
        sent(EmailAddress.parse("dan@example.com"), PrivacyProfile.HYGIENE);
        List<EmailAddress> paged = new ArrayList<>();
        List<PersonActivities.Inactive> page = store.persons().activity().inactive(DAY, null, 1);
        while (!page.isEmpty()) {
            paged.add(page.get(0).address());
            page = store.persons().activity().inactive(DAY, page.get(0).person(), 1);
        }
        assertEquals(inactive(DAY), paged);
        assertEquals(2, paged.size());
    }

    @Test
    void anObjectionErasesTheDateAndLaterOpensStoreNone() {
        DeliveryId ann = sent(ANN, PrivacyProfile.HYGIENE);
        DeliveryId ben = sent(BEN, PrivacyProfile.HYGIENE);
        store.append(List.of(on(ann, 0), on(ben, 0)));
        decide(ConsentDecision.WITHDRAWN, NOON);
        store.persons().setTracked(ben, false, NOON);
        Event late = on(ann, 1);

        AppendResult appended = store.append(List.of(late, on(ben, 1)));
        assertEquals(2, appended.withdrawn().size());
        assertEquals(Optional.empty(), activeOn(ANN));
        assertEquals(Optional.empty(), activeOn(BEN));
        assertEquals(List.of(), inactive(DAY));

        decide(ConsentDecision.GIVEN, NOON.plusSeconds(1));
        store.append(List.of(on(ann, 2)));
        assertEquals(Optional.of(DAY.plusDays(2)), activeOn(ANN));
    }

    @Test
    void aRefusalOfOpenMeasurementIsNoObjectionToHygiene() {
        DeliveryId delivery = sent(ANN, PrivacyProfile.HYGIENE);
        Consent refused = new Consent(ConsentPurpose.OPEN_MEASUREMENT, ConsentDecision.REFUSED, NOON, null, null, null);
        store.consents().record(List.of(new Decided(ANN, refused)), Consents.RECIPIENT, NOON);
        store.append(List.of(on(delivery, 0)));
        assertEquals(Optional.of(DAY), activeOn(ANN));
    }

    @Test
    void anErasureErasesTheDateAndKeepsTheObjection() {
        DeliveryId delivery = sent(ANN, PrivacyProfile.HYGIENE);
        store.append(List.of(on(delivery, 0)));
        store.persons().erase(ANN);
        assertEquals(Optional.empty(), activeOn(ANN));

        DeliveryId again = sent(ANN, PrivacyProfile.HYGIENE);
        decide(ConsentDecision.REFUSED, NOON);
        store.persons().erase(ANN, true);
        DeliveryId third = sent(ANN, PrivacyProfile.HYGIENE);
        store.append(List.of(on(again, 0), on(third, 0)));
        assertEquals(Optional.empty(), activeOn(ANN));
    }

    @Test
    void oldDatesAreDeleted() {
        DeliveryId ann = sent(ANN, PrivacyProfile.HYGIENE);
        DeliveryId ben = sent(BEN, PrivacyProfile.HYGIENE);
        store.append(List.of(on(ann, 0), on(ben, 1)));
        assertEquals(1, store.persons().activity().forgetBefore(NOON.plus(Duration.ofDays(1))));
        assertEquals(Optional.empty(), activeOn(ANN));
        assertEquals(Optional.of(DAY.plusDays(1)), activeOn(BEN));
        assertEquals(
                Map.of(DataKind.ACTIVITY, 1L),
                store.deletions().days(null, 1).get(0).rows());
    }

    private void decide(ConsentDecision decision, Instant at) {
        Consent consent = new Consent(ConsentPurpose.HYGIENE, decision, at, "1", "form", "row 1");
        store.consents().record(List.of(new Decided(ANN, consent)), Consents.RECIPIENT, at);
    }
}
