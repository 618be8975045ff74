package telltale.token;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import telltale.model.CampaignKey;
import telltale.model.DeliveryId;
import telltale.model.Destination;
import telltale.model.Link;
import telltale.model.Uuid7;

class PoolTokensTest {
    private final KeyRing keys = new KeyRing(Map.of(1, new byte[32]));
    private final PoolTokens tokens = new PoolTokens(keys);
    private final Tokens deliveries = new Tokens(keys);
    private final Link link = new Link(7, new Destination("https://a.example/"));

    @Test
    void aPixelTokenHasTheNumberOfThePoolAndNothingElse() {
        String token = tokens.forPool(258);
        assertEquals(48, token.length());
        assertEquals(258, tokens.readPool(token + ".gif").orElseThrow().pool());
        ByteBuffer signed = ByteBuffer.wrap(Base64.getUrlDecoder().decode(token));
        assertEquals(new UUID(0, 258), new UUID(signed.getLong(3), signed.getLong(11)));
        PoolTokens foreign =
                new PoolTokens(new KeyRing(Map.of(1, "another key with at least 32 bytes".getBytes(UTF_8))));
        assertEquals(Optional.empty(), foreign.readPool(token));
    }

    @Test
    void theDrawOfAPoolIsAlwaysTheSameAndEachIsAboutAsFrequent() {
        assertEquals(tokens.readPool(tokens.forPool(1)), tokens.readPool(tokens.forPool(1)));
        long low = LongStream.range(0, 2_000)
                .map(pool -> tokens.readPool(tokens.forPool(pool)).orElseThrow().draw())
                .peek(draw -> assertTrue(draw >= 0 && draw < 100))
                .filter(draw -> draw < 25)
                .count();
        assertTrue(Math.abs(low - 500) <= 60, low + " of 2,000 draws");
    }

    @Test
    void aLinkTokenHasTheCampaignAndTheLink() {
        CampaignKey spring = CampaignKey.of("spring");
        assertEquals(Optional.of(new SignedCampaignLink(spring, link)), tokens.readLink(tokens.forLink(spring, link)));
    }

    @Test
    void tokensOfDeliveriesAndOfPoolsAreNotMistakenForEachOther() {
        DeliveryId delivery = new DeliveryId(Uuid7.at(Instant.EPOCH, new Random(1)));
        assertEquals(Optional.empty(), tokens.readPool(deliveries.forPixel(delivery)));
        assertEquals(Optional.empty(), tokens.readLink(deliveries.forLink(delivery, link)));
        assertEquals(Optional.empty(), deliveries.readPixel(tokens.forPool(1)));
        assertEquals(Optional.empty(), deliveries.readLink(tokens.forLink(CampaignKey.of("spring"), link)));
    }
}
