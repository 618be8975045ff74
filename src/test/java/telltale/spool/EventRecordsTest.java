package telltale.spool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import telltale.model.Client;
import telltale.model.DeliveryId;
import telltale.model.Event;
import telltale.model.EventKind;
import telltale.model.Network;
import telltale.model.PrivacyProfile;
import telltale.model.Uuid7;

class EventRecordsTest {
    private static final Instant NOON = Instant.parse("2026-12-01T12:00:00Z");

    private final Random random = new Random(42);
    private final Event click = new Event(
            Uuid7.at(NOON, random),
            EventKind.CLICK,
            new DeliveryId(Uuid7.at(NOON, random)),
            7,
            Client.of("Mozilla/5.0 (ü)", Set.of()),
            Network.UNKNOWN,
            PrivacyProfile.CONSENT);

    @Test
    void anEventIsReadUnchangedByAnotherNode() {
        assertEquals(click, new EventRecords().decode(new EventRecords().encode(click)));
    }

    @Test
    void anyOtherBytesAreRefused() {
        byte[] bytes = new EventRecords().encode(click);
        for (int i = 0; i < bytes.length; i++) {
            byte[] damaged = bytes.clone();
            damaged[i] ^= 1;
            assertThrows(IllegalArgumentException.class, () -> new EventRecords().decode(damaged));
            byte[] torn = Arrays.copyOf(bytes, i);
            assertThrows(IllegalArgumentException.class, () -> new EventRecords().decode(torn));
        }
    }
}
