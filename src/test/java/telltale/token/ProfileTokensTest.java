package telltale.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import telltale.model.DeliveryId;
import telltale.model.Destination;
import telltale.model.Link;
import telltale.model.PrivacyProfile;
import telltale.model.Uuid7;

class ProfileTokensTest {
    private final KeyRing keys = new KeyRing(Map.of(1, new byte[32]));
    private final Tokens tokens = new Tokens(keys);
    private final DeliveryId delivery = new DeliveryId(Uuid7.at(Instant.EPOCH, new Random(1)));
    private final Link link = new Link(7, new Destination("https://a.example/"));

    @ParameterizedTest
    @EnumSource
    void theProfileOfATokenIsSigned(PrivacyProfile profile) {
        String pixel = tokens.forPixel(delivery, profile);
        assertEquals(48, pixel.length());
        assertEquals(Optional.of(new SignedPixel(delivery, profile)), tokens.readPixel(pixel));
        assertEquals(
                Optional.of(new SignedLink(delivery, link, false, profile)),
                tokens.readLink(tokens.forLink(delivery, link, profile)));
        assertEquals(
                Optional.of(new SignedLink(delivery, link, true, profile)),
                tokens.readLink(tokens.forViewLink(delivery, link, profile)));
        byte[] bytes = Base64.getUrlDecoder().decode(pixel);
        bytes[0] = (byte) (profile == PrivacyProfile.INDIVIDUAL ? 0x22 : 0x12);
        assertEquals(
                Optional.empty(),
                tokens.readPixel(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes)));
    }

    /** As after an upgrade was undone. */
    @Test
    void aTokenWithAnUnknownProfileRecordsNothingAndIsCounted() {
        TokenSigner signer = new TokenSigner(keys);
        assertTrue(signer.verify(Purpose.PIXEL, signer.sign(PrivacyProfile.NONE, Purpose.PIXEL, delivery))
                .isPresent());
        assertEquals(0, signer.unknownProfiles());
        String later = signer.sign((byte) 0xF2, Purpose.PIXEL, delivery.value(), new byte[0]);
        assertEquals(
                PrivacyProfile.NONE,
                signer.verify(Purpose.PIXEL, later).orElseThrow().profile());
        assertEquals(Optional.empty(), signer.verify(Purpose.CLICK, later));
        assertEquals(1, signer.unknownProfiles());
    }

    /** Nodes of the version before serve the mails of newer ones during a rolling upgrade. */
    @Test
    void aTokenUnderIndividualIsOneOfTheVersionBefore() {
        String old = new TokenSigner(keys).sign(Purpose.PIXEL, delivery);
        assertEquals(1, Base64.getUrlDecoder().decode(old)[0]);
        assertEquals(Optional.of(new SignedPixel(delivery, PrivacyProfile.INDIVIDUAL)), tokens.readPixel(old));
        assertEquals(old, tokens.forPixel(delivery, PrivacyProfile.INDIVIDUAL));
        assertEquals(0x22, Base64.getUrlDecoder().decode(tokens.forPixel(delivery, PrivacyProfile.CONSENT))[0]);
    }

    @ParameterizedTest
    @EnumSource
    void aProfileIsNeverRelaxedByAnother(PrivacyProfile profile) {
        for (PrivacyProfile other : PrivacyProfile.values()) {
            PrivacyProfile both = profile.or(other);
            assertEquals(both, other.or(profile));
            assertEquals(Math.max(profile.number(), other.number()), both.number());
        }
    }

    @Test
    void anUnknownProfileRecordsNothing() {
        for (int number : new int[] {0, 6, 15}) {
            assertEquals(PrivacyProfile.NONE, PrivacyProfile.ofNumber(number));
        }
    }
}
