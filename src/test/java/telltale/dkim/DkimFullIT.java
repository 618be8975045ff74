package telltale.dkim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import telltale.message.TestMessages;
import telltale.message.mime.ComposedMessage;
import telltale.settings.DkimKey;

/** Verification by dkimpy, which supports Ed25519, unlike jDKIM. */
class DkimFullIT {
    private static final String VERIFY = """
            import dkim, sys
            record = sys.argv[1].encode()
            asked = []
            def dns(name, timeout=5):
                asked.append(name.decode() if isinstance(name, bytes) else name)
                return record
            print(dkim.verify(sys.stdin.buffer.read(), dnsfunc=dns), *asked)
            """;
    /** Verifies each signature by itself, with its record as the argument of its place. */
    private static final String VERIFY_EACH = """
            import sys, dkim
            mail = dkim.DKIM(sys.stdin.buffer.read())
            for place, record in enumerate(sys.argv[1:]):
                print(mail.verify(idx=place, dnsfunc=lambda name, timeout=5: record.encode()))
            """;

    private static final String VALID = "True mail2026._domainkey.example.org.";
    private static final int PUBLIC_KEY_BYTES = 32;

    @Test
    void dkimpyVerifiesAnEd25519Signature() throws Exception {
        KeyPair keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        String record =
                "v=DKIM1; k=ed25519; p=" + base64(rawKey(keys.getPublic().getEncoded()));
        byte[] signed = signed(keys, TestMessages.hello());

        assertEquals(VALID, verdict(record, signed));
        assertEquals(VALID.replace("True", "False"), verdict(record, changed(signed)));
    }

    @Test
    void dkimpyVerifiesAnRsaSignature() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair keys = generator.generateKeyPair();
        String record = "v=DKIM1; k=rsa; p=" + base64(keys.getPublic().getEncoded());
        byte[] signed = signed(keys, TestMessages.to("jörg@bücher.example"));

        assertEquals(VALID, verdict(record, signed));
        assertEquals(VALID.replace("True", "False"), verdict(record, changed(signed)));
    }

    @Test
    void dkimpyVerifiesBothSignaturesOfAMail() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair rsa = generator.generateKeyPair();
        KeyPair ed25519 = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        String rsaRecord = "v=DKIM1; k=rsa; p=" + base64(rsa.getPublic().getEncoded());
        String edRecord =
                "v=DKIM1; k=ed25519; p=" + base64(rawKey(ed25519.getPublic().getEncoded()));
        byte[] signed = TestMessages.bytes(
                DkimSigner.sign(new SignableMessage(TestMessages.hello()), List.of(signer(rsa), signer(ed25519))));

        assertEquals("True\nTrue", output(VERIFY_EACH, signed, rsaRecord, edRecord));
        assertEquals("False\nFalse", output(VERIFY_EACH, changed(signed), rsaRecord, edRecord));
    }

    private static DkimSigner signer(KeyPair keys) {
        return new DkimSigner(
                DkimKey.ofPkcs8(keys.getPrivate().getEncoded()),
                SigningDomain.SELECTOR,
                SigningDomain.NAME,
                Clock.systemUTC());
    }

    private static byte[] signed(KeyPair keys, ComposedMessage mail) {
        String pem =
                "-----BEGIN PRIVATE KEY-----" + base64(keys.getPrivate().getEncoded()) + "-----END PRIVATE KEY-----";
        DkimSigner signer =
                new DkimSigner(DkimKey.parse(pem), SigningDomain.SELECTOR, SigningDomain.NAME, Clock.systemUTC());
        return TestMessages.bytes(signer.sign(mail));
    }

    private static byte[] changed(byte[] mail) {
        return new String(mail, StandardCharsets.ISO_8859_1)
                .replace("Subject: Hello", "Subject: Hallo")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String verdict(String record, byte[] mail) throws IOException, InterruptedException {
        return output(VERIFY, mail, record);
    }

    private static String output(String script, byte[] mail, String... records)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("/usr/bin/python3", "-c", script));
        command.addAll(List.of(records));
        Process python = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (OutputStream in = python.getOutputStream()) {
            in.write(mail);
        }
        String output = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertEquals(0, python.waitFor());
        return output;
    }

    /** The raw key, which is at the end of its X.509 encoding (RFC 8410 section 4). */
    private static byte[] rawKey(byte[] encoded) {
        return Arrays.copyOfRange(encoded, encoded.length - PUBLIC_KEY_BYTES, encoded.length);
    }

    private static String base64(byte[] octets) {
        return Base64.getEncoder().encodeToString(octets);
    }
}
