package telltale.spool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import telltale.model.Client;
import telltale.model.DeliveryId;
import telltale.model.Event;
import telltale.model.EventKind;
import telltale.model.Network;
import telltale.model.PrivacyProfile;

class EventFormatTest {
    private static final UUID SPOOL = new UUID(1, 2);
    private static final byte[] AGENT = "Mozilla/5.0".getBytes(StandardCharsets.US_ASCII);

    private final EventFormat format = new EventFormat();

    @Test
    void aRecordOfTheFirstVersionIsReadWithItsFlags() {
        ByteBuffer old = ByteBuffer.allocate(200);
        old.position(8);
        old.putLong(7).putLong(3).put((byte) 1).putInt(1);
        old.putLong(0x01a2_0320_a200_7000L).putLong(0x8000_0000_0000_0001L);
        old.put((byte) EventKind.OPEN.number());
        old.putLong(0x01a2_0320_a200_7000L).putLong(0x8000_0000_0000_0002L);
        old.putInt(65_536 | 2);
        old.put((byte) Network.Kind.GOOGLE.number()).putLong(9);
        old.putShort((short) AGENT.length).put(AGENT);

        SpoolRecord record = format.read(SPOOL, checked(old));
        assertNotNull(record);
        Event event = format.events(record).get(0);

        assertEquals(7, record.first());
        assertEquals(new Client("Mozilla/5.0", EnumSet.of(Client.Flag.UPGRADE, Client.Flag.REFERER)), event.client());
        assertEquals(9, event.network().prefix());
    }

    @Test
    void anEventOfTheSecondVersionIsOfTheProfileThatRecordsEachHit() {
        ByteBuffer old = ByteBuffer.allocate(200);
        old.position(8);
        old.putLong(7).putLong(3).put((byte) 2).putInt(1);
        old.putLong(0x01a2_0320_a200_7000L).putLong(0x8000_0000_0000_0001L);
        old.put((byte) EventKind.CLICK.number()).putInt(3);
        old.putLong(0x01a2_0320_a200_7000L).putLong(0x8000_0000_0000_0002L);
        old.putLong(1L << 40);
        old.put((byte) Network.Kind.GOOGLE.number()).putLong(9);
        old.putShort((short) AGENT.length).put(AGENT);

        Event event = format.events(Objects.requireNonNull(format.read(SPOOL, checked(old))))
                .get(0);

        assertEquals(PrivacyProfile.INDIVIDUAL, event.profile());
        assertEquals(3, event.link());
        assertEquals(1L << 40, event.client().flagBits());
    }

    @Test
    void everyProfileIsReadAsItWasWritten() {
        UUID id = new UUID(0x01a2_0320_a200_7000L, 0x8000_0000_0000_0001L);
        for (PrivacyProfile profile : PrivacyProfile.values()) {
            Event event = new Event(
                    id, EventKind.OPEN, new DeliveryId(id), 0, Client.of("x", Set.of()), Network.UNKNOWN, profile);
            SpoolRecord record = format.read(SPOOL, format.write(SPOOL, 1, 0, List.of(event)));
            assertEquals(List.of(event), format.events(Objects.requireNonNull(record)));
        }
    }

    @Test
    void everyFlagIsReadAsItWasWritten() {
        UUID id = new UUID(0x01a2_0320_a200_7000L, 0x8000_0000_0000_0001L);
        Client client = new Client("", EnumSet.allOf(Client.Flag.class));
        Event event = new Event(id, EventKind.CLICK, new DeliveryId(id), 3, client, Network.UNKNOWN);

        SpoolRecord record = format.read(SPOOL, format.write(SPOOL, 1, 0, List.of(event)));

        assertEquals(List.of(event), format.events(Objects.requireNonNull(record)));
    }

    @Test
    void aRecordOfALaterVersionIsRefusedByName() {
        ByteBuffer later = ByteBuffer.allocate(50);
        later.position(8);
        later.putLong(1).putLong(0).put((byte) 4).putInt(0);
        IllegalStateException refusal =
                assertThrows(IllegalStateException.class, () -> format.read(SPOOL, checked(later)));
        assertTrue(String.valueOf(refusal.getMessage()).contains("newer version"));
    }

    private static ByteBuffer checked(ByteBuffer record) {
        record.flip();
        record.putInt(0, record.limit());
        CRC32C sum = new CRC32C();
        sum.update(ByteBuffer.allocate(16).putLong(1).putLong(2).flip());
        sum.update(record.duplicate().position(8));
        return record.putInt(4, (int) sum.getValue());
    }
}
