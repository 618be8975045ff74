package telltale.webhooks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import telltale.webhooks.SigningKey.Scheme;

class SigningKeyTest {
    private static final String BODY = "{\"type\":\"open\",\"data\":{\"recipient\":\"ä***@example.com\"}}";
    private static final byte[] OCTETS = BODY.getBytes(StandardCharsets.UTF_8);

    private final SecureRandom random = new SecureRandom();
    private final long now = Instant.now().getEpochSecond();

    @Test
    void theLibraryOfTheSpecificationVerifiesOurSecretSignature() throws Exception {
        SigningKey key = SigningKey.create(Scheme.V1, random);
        Webhook receiver = new Webhook(key.receiverText());
        receiver.verify(BODY, headers(key.sign("id-1", now, OCTETS)));
        receiver.verify(BODY, headers("v1,AAAA " + key.sign("id-1", now, OCTETS)));
        assertEquals(receiver.sign("id-1", now, BODY), key.sign("id-1", now, OCTETS));
        assertThrows(
                WebhookVerificationException.class,
                () -> receiver.verify(BODY + " ", headers(key.sign("id-1", now, OCTETS))));
        assertThrows(
                WebhookVerificationException.class,
                () -> receiver.verify(BODY, headers(key.sign("id-2", now, OCTETS))));
    }

    private Map<String, List<String>> headers(String signature) {
        return Map.of(
                "webhook-id",
                List.of("id-1"),
                "webhook-timestamp",
                List.of(String.valueOf(now)),
                "webhook-signature",
                List.of(signature));
    }

    @Test
    void anIndependentCheckVerifiesOurEd25519Signature() throws Exception {
        SigningKey key = SigningKey.create(Scheme.V1A, random);
        String signature = key.sign("id-1", now, OCTETS);
        assertTrue(signature.startsWith("v1a,"));
        assertTrue(verifies(key.receiverText(), signature, "id-1." + now + "." + BODY));
        assertFalse(verifies(key.receiverText(), signature, "id-1." + now + "." + BODY + " "));
    }

    private static boolean verifies(String publicKey, String signature, String content) throws Exception {
        assertTrue(publicKey.startsWith("whpk_"));
        byte[] point = Base64.getDecoder().decode(publicKey.substring(5));
        byte[] head = HexFormat.of().parseHex("302a300506032b6570032100");
        byte[] encoded = Arrays.copyOf(head, head.length + point.length);
        System.arraycopy(point, 0, encoded, head.length, point.length);
        Signature verifier = Signature.getInstance("Ed25519");
        verifier.initVerify(KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded)));
        verifier.update(content.getBytes(StandardCharsets.UTF_8));
        return verifier.verify(Base64.getDecoder().decode(signature.substring("v1a,".length())));
    }

    /** Test 1 of RFC 8032 section 7.1: the private and the public key, which the signature has to fit. */
    @Test
    void keysOfTheSpecificationOfEd25519AreRead() throws Exception {
        String seed = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
        String point = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
        SigningKey key = SigningKey.parse(
                "whsk_" + Base64.getEncoder().encodeToString(HexFormat.of().parseHex(seed + point)));
        assertEquals("whpk_" + Base64.getEncoder().encodeToString(HexFormat.of().parseHex(point)), key.receiverText());
        assertTrue(verifies(key.receiverText(), key.sign("a", 1, OCTETS), "a.1." + BODY));
    }

    @Test
    void otherTextsAreNoKeys() {
        for (String text :
                List.of("", "secret", "whsec_", "whsec_%%", "whsec_c2hvcnQ=", "whsk_c2hvcnQ=", "whpk_AAAA")) {
            IllegalArgumentException refused =
                    assertThrows(IllegalArgumentException.class, () -> SigningKey.parse(text), text);
            assertFalse(String.valueOf(refused.getMessage()).contains("c2hvcnQ"));
        }
    }
}
