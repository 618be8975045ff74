package telltale.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.model.DeliveryId;
import telltale.model.Uuid7;
import telltale.token.MessageIds.Found;

class MessageIdsTest {
    private static final byte[] OTHER_KEY = "another key of at least 32 bytes".getBytes(StandardCharsets.US_ASCII);

    private final MessageIds ids = new MessageIds(new KeyRing(Map.of(1, new byte[32])));
    private final Random random = new Random(7);
    private final DeliveryId delivery = anyDelivery();
    private final String id = ids.of(delivery);

    @Test
    void anIdBeginsWithTheDeliveryAndIsADotAtom() {
        assertTrue(id.startsWith(delivery + "."), id);
        assertTrue(id.matches("[a-z0-9-]+(\\.[a-z0-9-]+)*"), id);
        assertEquals(52, id.length());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<%s@example.com>",
                "Message-ID: <%s@example.com>\r\nFrom: x",
                "In-Reply-To: Your message of Sun, 22 Nov 2026\r\n\t<%s@example.com>",
                "References: <1@example.com>\r\n <%s@example.com> <2@example.com>",
                "Original-Envelope-Id: %s",
                "Original-Envelope-Id:%s\r\n",
                "X-Header:(%s@example.com)",
                "message-id=<%s@example.com>, status=bounced",
                "2.6.0 <%s@shop.example> Queued mail for delivery"
            })
    void aSignedIdIsFoundInAnyText(String text) {
        List<Found> expected = List.of(new Found(delivery, true));
        assertEquals(expected, ids.find(text.formatted(id)).toList());
        assertEquals(
                expected, ids.find(text.formatted(id).toUpperCase(Locale.ROOT)).toList());
    }

    @Test
    void anIdWithoutSignatureIsFoundAsUnsigned() {
        assertEquals(
                List.of(new Found(delivery, false)),
                ids.find("<" + delivery + "@example.com>").toList());
        assertEquals(List.of(), ids.find("Delivery " + delivery + " failed").toList());
    }

    @Test
    void anIdWithAForgedSignatureIsUnsigned() {
        for (int i = delivery.toString().length() + 1; i < id.length(); i++) {
            for (char other : "abcdefghijklmnopqrstuvwxyz234567".toCharArray()) {
                String forged = id.substring(0, i) + other + id.substring(i + 1);
                assertEquals(
                        List.of(new Found(delivery, forged.equals(id))),
                        ids.find("<" + forged + "@example.com>").toList(),
                        forged);
            }
        }
    }

    @Test
    void theSignatureOfAnotherDeliveryOrKeyIsRejected() {
        DeliveryId other = anyDelivery();
        String moved = other + id.substring(delivery.toString().length());
        assertEquals(
                List.of(new Found(other, false)),
                ids.find(moved + "@example.com").toList());
        MessageIds foreign = new MessageIds(new KeyRing(Map.of(1, OTHER_KEY)));
        assertEquals(
                List.of(new Found(delivery, false)),
                foreign.find("<" + id + "@example.com>").toList());
    }

    @Test
    void otherIdentifiersAreIgnored() {
        for (String text : List.of(
                "<0190b5a2-7e3c-4abc-8def-0123456789ab@example.com>",
                "<x0190b5a2-7e3c-7abc-8def-0123456789ab@example.com>",
                "<0190b5a2-7e3c-7abc-cdef-0123456789ab@example.com>",
                "<20261122.abc@example.com>")) {
            assertEquals(List.of(), ids.find(text).toList(), text);
        }
    }

    private DeliveryId anyDelivery() {
        return new DeliveryId(Uuid7.at(Instant.parse("2026-11-22T12:00:00Z"), random));
    }
}
