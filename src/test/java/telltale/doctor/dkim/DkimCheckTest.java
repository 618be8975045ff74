package telltale.doctor.dkim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import telltale.dns.Zone;
import telltale.doctor.SenderSetup;
import telltale.doctor.Signings;

class DkimCheckTest {
    private static final String NAME = "s1._domainkey.example.com";
    /** The key of RFC 8463 section A.2. */
    private static final String ANOTHER_ED25519 = "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";

    private static KeyPair rsa;
    private static KeyPair shortRsa;
    private static KeyPair ed25519;

    @BeforeAll
    static void generate() throws Exception {
        rsa = pair("RSA", 2048);
        shortRsa = pair("RSA", 1024);
        ed25519 = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    }

    private static KeyPair pair(String algorithm, int bits) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        generator.initialize(bits);
        return generator.generateKeyPair();
    }

    @Test
    void aKeyThatBelongsToThePrivateKeyIsSound() {
        assertEquals("dkim-ok", check(rsa, "v=DKIM1; k=rsa; p=" + published(rsa)));
        assertEquals("dkim-ok", check(rsa, "p=" + published(rsa)));
        assertEquals("dkim-ok", check(rsa, "v=DKIM1; t=s; s=email; h=sha256:sha1; n=note; p=" + published(rsa) + ";"));
        String key = published(rsa);
        assertEquals("dkim-ok", check(rsa, "v=DKIM1; p=" + key.substring(0, 150) + " |" + key.substring(150)));
        assertEquals("dkim-ok", check(ed25519, "v=DKIM1; k=ed25519; p=" + raw(ed25519)));
    }

    @ParameterizedTest
    @CsvSource({
        "v=DKIM1; p=, dkim-revoked",
        "v=DKIM1; k=rsa, dkim-syntax",
        "v=DKIM2; p=KEY, dkim-syntax",
        "p=KEY; v=DKIM1, dkim-syntax",
        "v=DKIM1; p=KEY; p=KEY, dkim-syntax",
        "v=DKIM1; p=*, dkim-syntax",
        "v=DKIM1; p=QUJD, dkim-syntax",
        "v=DKIM1; k=dsa; p=KEY, dkim-syntax",
        "v=DKIM1; k=ed25519; p=QUJD, dkim-syntax",
        "v=DKIM1; t=y; p=KEY, dkim-testing",
        "v=DKIM1; t=s:y; p=KEY, dkim-testing",
        "v=DKIM1; h=sha1; p=KEY, dkim-restricted",
        "v=DKIM1; s=tlsrpt; p=KEY, dkim-restricted",
        "v=DKIM1; p=SHORT, dkim-mismatch dkim-short",
        "v=DKIM1; k=ed25519; p=" + ANOTHER_ED25519 + ", dkim-mismatch"
    })
    void whatIsWrongWithARecordIsFound(String record, String expected) {
        String text = record.replace("KEY", published(rsa)).replace("SHORT", published(shortRsa));
        assertEquals(expected, check(rsa, text));
    }

    @Test
    void aShortKeyIsNamed() {
        assertEquals("dkim-short", check(shortRsa, "p=" + published(shortRsa)));
    }

    @Test
    void exactlyOneRecordIsPublished() {
        String record = NAME + " TXT p=" + published(rsa);
        assertEquals("dkim-missing", checkZone(rsa));
        assertEquals("dkim-missing", checkZone(rsa, NAME + " EMPTY"));
        assertEquals("dkim-multiple", checkZone(rsa, record, record));
        assertEquals("dkim-unknown", checkZone(rsa, NAME + " FAIL"));
        assertEquals(
                "dkim-ok", checkZone(rsa, NAME + " CNAME key.example.net", "key.example.net TXT p=" + published(rsa)));
    }

    @Test
    void withoutAKeyOfItsOwnNothingIsKnown() {
        SenderSetup setup = new SenderSetup(List.of("example.com"), null, null, null);
        assertEquals(
                List.of(DkimFinding.DKIM_NOT_SIGNED.of("example.com", "EMAIL_DKIM_KEY is not set.")),
                new DkimCheck(setup, new Zone()).run());
    }

    private static String check(KeyPair pair, String record) {
        return checkZone(pair, NAME + " TXT " + record);
    }

    private static String checkZone(KeyPair pair, String... zone) {
        SenderSetup.Signing signing = Signings.of("example.com", pair);
        SenderSetup setup = new SenderSetup(List.of("example.com"), null, null, signing);
        return new DkimCheck(setup, new Zone(zone))
                .run().stream()
                        .map(finding -> finding.type().wireName())
                        .collect(Collectors.toCollection(TreeSet::new))
                        .stream()
                        .collect(Collectors.joining(" "));
    }

    private static String published(KeyPair pair) {
        return Base64.getEncoder().encodeToString(pair.getPublic().getEncoded());
    }

    private static String raw(KeyPair pair) {
        byte[] encoded = pair.getPublic().getEncoded();
        return Base64.getEncoder().encodeToString(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length));
    }
}
