package telltale.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import telltale.model.Consent;
import telltale.model.ConsentDecision;
import telltale.model.ConsentPurpose;
import telltale.model.EmailAddress;
import telltale.model.EventKind;
import telltale.model.MeasurementConsent;
import telltale.model.Person;
import telltale.model.PrivacyProfile;
import telltale.store.Consents.Decided;

/** The migration of a database from before the consent ledger. */
public final class MigratedConsents {
    public static final EmailAddress ANN = EmailAddress.parse("ann@example.com");
    /** A campaign, and a person whose key is 32 bytes in the place of {@code %s}, who has not opted out. */
    public static final List<String> STATEMENTS = List.of(
            "insert into campaigns (name) values ('spring')",
            "insert into persons (hash, masked) values (%s, 'a***@example.com')");

    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    private MigratedConsents() {}

    /** Asserts that the person has no decisions and can make one, and that the campaign has the only profile of that time. */
    public static void assertKept(Store store) {
        Person person = store.persons().person(ANN);
        assertEquals(MeasurementConsent.NONE, person.consent());
        assertEquals(
                Map.of("spring", Set.of(PrivacyProfile.INDIVIDUAL)),
                store.messages().profiles(List.of("spring")));
        Consent refused = new Consent(ConsentPurpose.OPEN_MEASUREMENT, ConsentDecision.REFUSED, NOON, null, null, null);
        assertEquals(1, store.consents().record(List.of(new Decided(ANN, refused)), Consents.RECIPIENT, NOON));
        assertFalse(store.persons().person(ANN).allows(PrivacyProfile.INDIVIDUAL, EventKind.OPEN));
        assertEquals(List.of(), store.recount().differences());
    }
}
