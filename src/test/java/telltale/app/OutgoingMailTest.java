package telltale.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import telltale.dkim.DkimSigner;
import telltale.message.TestMessages;
import telltale.message.mime.ComposedMessage;
import telltale.settings.DkimKey;

class OutgoingMailTest {
    @Test
    void mailThroughAProviderHasItsFieldBelowTheSignature() throws Exception {
        DkimSigner signer = new DkimSigner(DkimKey.parse(privateKey()), "mail", "example.org", Clock.systemUTC());
        ComposedMessage mail = TestMessages.hello();

        String sent = TestMessages.wire(OutgoingMail.change("smtp.postmarkapp.com", domain -> List.of(signer))
                .apply(mail));

        String field = "\r\nX-PM-Metadata-telltale: " + mail.envelope().id() + "\r\n";
        assertTrue(sent.startsWith("DKIM-Signature: "), sent);
        assertTrue(sent.endsWith(field + TestMessages.wire(mail)), sent);
        assertEquals(-1, sent.indexOf("X-PM-Metadata-telltale:", sent.indexOf(field) + field.length()));
    }

    @Test
    void mailThroughAnotherServerStaysAsItIs() {
        ComposedMessage mail = TestMessages.hello();
        assertSame(
                mail,
                OutgoingMail.change("smtp.example.org", domain -> List.of()).apply(mail));
    }

    private static String privateKey() throws NoSuchAlgorithmException {
        byte[] key = KeyPairGenerator.getInstance("Ed25519")
                .generateKeyPair()
                .getPrivate()
                .getEncoded();
        return "-----BEGIN PRIVATE KEY-----\n" + Base64.getEncoder().encodeToString(key)
                + "\n-----END PRIVATE KEY-----\n";
    }
}
