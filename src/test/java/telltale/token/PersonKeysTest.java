package telltale.token;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.model.EmailAddress;
import telltale.model.PersonKey;

class PersonKeysTest {
    private static final byte[] PEPPER = "a pepper of at least 32 bytes, kept".getBytes(StandardCharsets.UTF_8);
    private final PersonKeys keys = new PersonKeys(PEPPER);

    @ParameterizedTest
    @CsvSource({
        "ann@example.com, Ann@Example.COM",
        "ann@example.com, ' ann@example.com '",
        "ann@b\u00fccher.example, ann@xn--bcher-kva.example",
        "ann@b\u00fccher.example, ANN@B\u00dcCHER.EXAMPLE",
        "ann@b\u00fccher.example, ann@bu\u0308cher.example",
        "ann@stra\u00dfe.example, ann@xn--strae-oqa.example",
        "ann@stra\u00dfe.example, ann@STRA\u1e9eE.example",
        "ann@\u03b2\u03cc\u03bb\u03bf\u03c2.example, ann@xn--nxasmm1c.example",
        "j\u00f6rg@example.com, jo\u0308rg@example.com",
        "j\u00f6rg@example.com, J\u00d6RG@example.com",
        "j\u00f6rg@example.com, JO\u0308RG@example.com",
        "\u03c3\u03c0@example.com, \u03a3\u03a0@example.com",
    })
    void spellingsOfOneAddressHaveOneKey(String one, String other) {
        assertEquals(key(one), key(other));
    }

    @ParameterizedTest
    @CsvSource({
        "ann@example.com, ann@example.org",
        "ann@example.com, a.nn@example.com",
        "ann@example.com, ann+news@example.com",
        "jorg@example.com, j\u00f6rg@example.com",
        "ann@example.com, \uff41nn@example.com",
        "strasse@example.com, stra\u00dfe@example.com",
        "ann@gmail.com, ann@googlemail.com",
        "ann@stra\u00dfe.example, ann@strasse.example",
        "ann@\u03b2\u03cc\u03bb\u03bf\u03c2.example, ann@\u03b2\u03cc\u03bb\u03bf\u03c3.example",
        "ann@fa\u00df.example, ann@fass.example",
    })
    void addressesThatMayBelongToDifferentPeopleHaveDifferentKeys(String one, String other) {
        assertNotEquals(key(one), key(other));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"ann\"@example.com", "\"ann b\"@example.com", "ann@[127.0.0.1]"})
    void invalidAddressesHaveNoKey(String text) {
        assertThrows(IllegalArgumentException.class, () -> key(text));
    }

    @Test
    void theKeyIsTheHmacOfTheNormalizedAddress() throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(PEPPER, "HmacSHA256"));
        byte[] expected = mac.doFinal("ann@example.com".getBytes(StandardCharsets.UTF_8));

        assertEquals(HexFormat.of().formatHex(expected), key("Ann@EXAMPLE.com").hex());
        assertArrayEquals(expected, key("Ann@EXAMPLE.com").toBytes());
        assertEquals(key("ann@example.com"), PersonKey.ofBytes(expected));
    }

    @Test
    void anotherPepperGivesOtherKeys() {
        PersonKeys others = new PersonKeys("another pepper of at least 32 bytes".getBytes(StandardCharsets.UTF_8));

        assertNotEquals(key("ann@example.com"), others.keyOf(EmailAddress.parse("ann@example.com")));
    }

    @Test
    void normalizationIsIdempotent() {
        for (String text : new String[] {"\u0130STANBUL@example.com", "\u1e9e@example.com", "\u212b@example.com"}) {
            String once = EmailAddress.parse(text).canonical();
            assertEquals(once, EmailAddress.parse(once).canonical(), text);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "00", "zz"})
    void invalidKeysAreRejected(String hex) {
        assertThrows(IllegalArgumentException.class, () -> new PersonKey(hex));
        assertThrows(IllegalArgumentException.class, () -> new PersonKey("A".repeat(64)));
    }

    private PersonKey key(String address) {
        return keys.keyOf(EmailAddress.parse(address));
    }
}
