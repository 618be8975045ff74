package telltale.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FactsTest {
    @ParameterizedTest
    @CsvSource({
        "198.51.100.77, PUBLIC, 198.51.100.0/24",
        "10.1.2.3, PRIVATE, 10.1.2.0/24",
        "127.0.0.1, LOOPBACK, 127.0.0.0/24",
        "2001:db8:1234:5678::9, PUBLIC, 2001:db8:1234::/48",
        "fd12:3456:789a:1::1, PRIVATE, fd12:3456:789a::/48",
        "::1, LOOPBACK, 0:0:0::/48"
    })
    void onlyTheNetworkOfAnAddressIsKept(String address, Network.Kind kind, String text) throws UnknownHostException {
        Network network = Network.of(InetAddress.getByName(address));
        assertEquals(kind, network.kind());
        assertEquals(text, network.text());
        assertEquals(network, new Network(network.kind(), network.prefix()));
    }

    @ParameterizedTest
    @CsvSource({
        "198.51.100.77, 198.51.0.0/16, 16",
        "2001:db8:1234:5678::9, 2001:db8::/32, 32",
        "10.1.2.3, 10.1.0.0/16, 16"
    })
    void lessOfANetworkIsKept(String address, String wide, int bits) throws UnknownHostException {
        Network network = Network.of(InetAddress.getByName(address));
        Network kept = network.keeping(NetworkPrefix.WIDE);
        assertEquals(wide, kept.text());
        assertEquals(bits, kept.bits());
        assertEquals(kept, kept.keeping(NetworkPrefix.WIDE));
        assertEquals(network, network.keeping(NetworkPrefix.NARROW));
        assertEquals(new Network(network.kind(), 0), network.keeping(NetworkPrefix.NONE));
        assertEquals("", network.keeping(NetworkPrefix.NONE).text());
    }

    @Test
    void aHitNeverShowsItsAddress() throws UnknownHostException {
        Hit hit = new Hit(
                EventKind.ANONYMOUS_OPEN,
                null,
                0,
                Instant.EPOCH,
                Client.of("x", Set.of()),
                InetAddress.getByName("198.51.100.77"));
        assertFalse(hit.toString().contains("198.51.100"));
    }

    @Test
    void aUserAgentIsTruncatedAndStrippedOfControlCharacters() {
        Client client = Client.of("Mozilla/5.0\r\n\u202eevil\u0000" + "x".repeat(1_000), Set.of());
        assertTrue(client.agent().startsWith("Mozilla/5.0evil"));
        assertTrue(client.agent().length() <= 512);
    }

    @Test
    void flagsRoundTripThroughTheirBitSet() {
        for (Client.Flag flag : Client.Flag.values()) {
            Client client = new Client("", EnumSet.of(flag, Client.Flag.VIA));
            assertEquals(client.flags(), Client.flagsOf(client.flagBits()));
        }
    }

    @Test
    void identifiersSortByTimeAndContainTheirInstant() {
        Random random = new Random(7);
        Instant instant = Instant.parse("2026-11-22T15:00:00.123Z");
        DeliveryId earlier = new DeliveryId(Uuid7.at(instant, random));
        DeliveryId later = new DeliveryId(Uuid7.at(instant.plusMillis(1), random));
        assertTrue(earlier.compareTo(later) < 0);
        assertEquals(instant, earlier.createdAt());
        assertEquals(earlier, DeliveryId.parse(earlier.toString()));
        assertEquals(earlier.value(), Uuid7.fromBytes(Uuid7.bytes(earlier.value())));
        assertTrue(Uuid7.floor(instant).compareTo(earlier.value()) <= 0);
        assertThrows(IllegalArgumentException.class, () -> DeliveryId.parse("00000000-0000-4000-8000-000000000000"));
        assertThrows(IllegalArgumentException.class, () -> DeliveryId.parse("0-0-7000-8000-0"));
    }

    @Test
    void scheduledMessagesAreSentAndUnsentOnesAreQueuedAgain() {
        assertTrue(DeliveryState.SCHEDULED.mayBecome(DeliveryState.SENDING));
        assertTrue(DeliveryState.SENDING.mayBecome(DeliveryState.QUEUED));
        assertFalse(DeliveryState.SCHEDULED.mayBecome(DeliveryState.DEFERRED));
    }

    @Test
    void noTransitionLeavesAFinalState() {
        assertTrue(DeliveryState.SENDING.mayBecome(DeliveryState.ACCEPTED));
        assertFalse(DeliveryState.ACCEPTED.mayBecome(DeliveryState.SENDING));
        assertTrue(DeliveryState.REFUSED.isFinal());
        for (DeliveryState state : DeliveryState.values()) {
            assertEquals(state, DeliveryState.ofWireName(state.wireName()));
        }
    }

    @Test
    void invalidMessagesCannotBeCreated() {
        EmailAddress to = EmailAddress.parse("ann@example.com");
        assertEquals("subject", field(() -> new MailMessage(to, "a\r\nBcc: x", null, "t", null)));
        assertEquals("subject", field(() -> new MailMessage(to, "a\u2028b", null, "t", null)));
        assertEquals("subject", field(() -> new MailMessage(to, "x".repeat(501), null, "t", null)));
        assertEquals("html", field(() -> new MailMessage(to, "", null, null, null)));
        assertEquals("html", field(() -> new MailMessage(to, "", "\0", null, null)));
        assertEquals("text", field(() -> new MailMessage(to, "", null, "\0", null)));
        assertEquals("campaign", field(() -> new MailMessage(to, "", null, "t", " ")));
        assertEquals("campaign", field(() -> new MailMessage(to, "", null, "t", "a\nb")));
    }

    private static String field(org.junit.jupiter.api.function.Executable making) {
        return assertThrows(InvalidInputException.class, making).field();
    }
}
