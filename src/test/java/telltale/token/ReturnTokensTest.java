package telltale.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.model.BounceAddress;
import telltale.model.DeliveryId;
import telltale.model.Uuid7;
import telltale.token.ReturnAddress.Use;
import telltale.token.ReturnAddress.Validity;

class ReturnTokensTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final byte[] OTHER_KEY = "another key of at least 32 bytes".getBytes(StandardCharsets.US_ASCII);

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private final ReturnTokens tokens = new ReturnTokens(new KeyRing(Map.of(1, new byte[32])));
    private final DeliveryId delivery = new DeliveryId(Uuid7.at(NOON, random));
    private final String token = tokens.forReports(delivery, NOON);

    @Test
    void aTokenNamesItsDeliveryAndItsUse() {
        for (int i = 0; i < 20_000; i++) {
            DeliveryId any = new DeliveryId(Uuid7.at(NOON, random));
            assertEquals(
                    Optional.of(new ReturnAddress(any, Use.REPORTS, Validity.VALID)),
                    tokens.parse(tokens.forReports(any, NOON), NOON),
                    () -> "seed " + seed);
            assertEquals(
                    Optional.of(new ReturnAddress(any, Use.UNSUBSCRIBE, Validity.VALID)),
                    tokens.parse(tokens.forUnsubscribe(any), NOON),
                    () -> "seed " + seed);
        }
    }

    @Test
    void aTokenHas42CharactersInLowerCase() {
        assertTrue(token.matches("[a-z2-7]{42}"), token);
        assertEquals(BounceAddress.TOKEN_LENGTH, token.length());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%s@bounces.example.com",
                "bounces+%s@example.com",
                "bounces=%s@example.com",
                "bounces-%s@example.com",
                "bounces_%s@example.com",
                "bounces/%s@example.com",
                "<bounces+%s@example.com>",
                "  <bounces+%s@example.com>  ",
                "\"bounces+%s\"@example.com",
                "<\"bounces+%s\"@example.com>",
                "bounces+%s@example.com.",
                "bounces+%s@EXAMPLE.COM...",
                "rfc822; bounces+%s@example.com",
                "rfc822;bounces+2B%s@example.com",
                "bounces=2B%s=40example.com",
                "SRS0=Xk4z=QX=example.com=bounces+%s@forwarder.example",
                "srs0+xk4z=qx=example.com=bounces+%s@forwarder.example",
                "SRS0-xk4z-qx-bounces.example.com-%s@forwarder.example",
                "SRS0=Xk4z=QX=bounces.example.com=%s@forwarder.example",
                "SRS1=2Kd1=forwarder.example==Xk4z=QX=example.com=bounces+%s@second.example",
                "SRS1=2Kd1=forwarder.example=+Xk4z=QX=bounces.example.com=%s@second.example",
                "prvs=1234a5b6c7=bounces+%s@example.com",
                "prvs=1234a5b6c7=%s@bounces.example.com",
                "prvs=bounces+%s/1234a5b6c7@example.com",
                "btv1==123a4b5c6d7==bounces+%s@example.com",
                "bounces+%s=example.com@list.example",
                "@relay.example:bounces+%s@example.com",
                "Mail Delivery <bounces+%s@example.com> (sent by mail)"
            })
    void anAddressIsReadHoweverItWasRewritten(String form) {
        for (String written :
                List.of(form.formatted(token), form.formatted(token).toUpperCase(Locale.ROOT))) {
            assertEquals(
                    Optional.of(new ReturnAddress(delivery, Use.REPORTS, Validity.VALID)),
                    tokens.parse(written, NOON),
                    written);
        }
    }

    @Test
    void aTokenEnds30DaysAfterTheFirstAttemptAndStillNamesItsDelivery() {
        Instant last = NOON.plus(ReturnTokens.LIFETIME).minusMillis(1);
        assertTrue(tokens.parse(token, last).orElseThrow().isValid());
        assertEquals(
                Optional.of(new ReturnAddress(delivery, Use.REPORTS, Validity.EXPIRED)),
                tokens.parse(token, NOON.plus(ReturnTokens.LIFETIME)));
    }

    @Test
    void aScheduledMailHasItsTimeFromTheFirstAttemptOn() {
        Instant attempt = NOON.plus(Duration.ofDays(200));
        String scheduled = tokens.forReports(delivery, attempt);
        assertTrue(tokens.parse(scheduled, attempt.plus(Duration.ofDays(29)))
                .orElseThrow()
                .isValid());
        assertFalse(tokens.parse(scheduled, attempt.plus(Duration.ofDays(30)))
                .orElseThrow()
                .isValid());
    }

    @Test
    void anAddressForUnsubscribingDoesNotEnd() {
        String unsubscribe = tokens.forUnsubscribe(delivery);
        assertTrue(tokens.parse(unsubscribe, NOON.plus(Duration.ofDays(10_000)))
                .orElseThrow()
                .isValid());
    }

    @Test
    void aTokenWithOneChangedCharacterIsRejected() {
        for (int i = 0; i < token.length(); i++) {
            for (char other : "abcdefghijklmnopqrstuvwxyz234567".toCharArray()) {
                String forged = token.substring(0, i) + other + token.substring(i + 1);
                assertEquals(forged.equals(token), tokens.parse(forged, NOON).isPresent(), forged);
            }
        }
    }

    @Test
    void aTokenOfAnotherLengthIsRejected() {
        for (int end = 0; end < token.length(); end++) {
            assertEquals(Optional.empty(), tokens.parse(token.substring(0, end) + "@example.com", NOON));
        }
        assertEquals(Optional.empty(), tokens.parse("a" + token + "@example.com", NOON));
        assertEquals(Optional.empty(), tokens.parse(token + "9@example.com", NOON));
    }

    @Test
    void oldKeysStillVerifyAndForeignOnesDoNot() {
        ReturnTokens rotated = new ReturnTokens(new KeyRing(Map.of(1, new byte[32], 2, OTHER_KEY)));
        assertTrue(rotated.parse(token, NOON).isPresent());
        assertEquals(Optional.empty(), tokens.parse(rotated.forReports(delivery, NOON), NOON));
        ReturnTokens foreign = new ReturnTokens(new KeyRing(Map.of(1, OTHER_KEY)));
        assertEquals(Optional.empty(), foreign.parse(token, NOON));
    }

    @Test
    void everyAddressOfATextIsFound() {
        DeliveryId second = new DeliveryId(Uuid7.at(NOON, random));
        String text =
                "Return-Path: <bounces+%s@example.com>\r\nTo: x@example.com\r\n<mailto:%s@b.example.com?subject=x>"
                        .formatted(token, tokens.forUnsubscribe(second));
        assertEquals(
                List.of(
                        new ReturnAddress(delivery, Use.REPORTS, Validity.VALID),
                        new ReturnAddress(second, Use.UNSUBSCRIBE, Validity.VALID)),
                tokens.find(text, NOON).toList());
    }
}
