package telltale.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EmailAddressTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "ann@example.com",
                "ann.o'neil+news@mail.example.co.uk",
                "x@localhost",
                "grüße@example.com",
                "ann@bücher.example",
                "用户@例子.广告"
            })
    void addressesInRealUseAreParsed(String text) {
        assertEquals(text, EmailAddress.parse(" " + text + " ").toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ann",
                "@example.com",
                "ann@",
                "ann@@example.com",
                "ann b@example.com",
                ".ann@example.com",
                "ann.@example.com",
                "a..b@example.com",
                "ann@example..com",
                "ann@.example.com",
                "ann@example.com.",
                "ann@exa mple.com",
                "ann@-example.com",
                "ann@exam_ple.com",
                "ann@[127.0.0.1]",
                "\"ann\"@example.com",
                "ann@example.com\r\nBcc: eve@example.com",
                "ann\r\n@example.com",
                "ann\0@example.com",
                "ann@example.com\0",
                "ann\u202e@example.com",
                "<ann@example.com>",
                "ann@example.com,bob@example.com"
            })
    void invalidAddressesAreRejectedWithAMessage(String text) {
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, () -> EmailAddress.parse(text));
        assertFalse(String.valueOf(refused.getMessage()).isBlank());
    }

    @ParameterizedTest
    @CsvSource({
        "ann@stra\u00dfe.example, xn--strae-oqa.example",
        "ann@STRA\u1e9eE.example, xn--strae-oqa.example",
        "ann@\u03b2\u03cc\u03bb\u03bf\u03c2.example, xn--nxasmm1c.example",
        "ann@\u0915\u094d\u200d\u0937.example, xn--11b2ezcw70k.example",
        "ann@xn--strae-oqa.stra\u00dfe.example, xn--strae-oqa.xn--strae-oqa.example",
        "ann@mail.stra\u00dfe.example, mail.xn--strae-oqa.example",
        "ann@\u2764.example, xn--qei.example",
    })
    void domainsAreConvertedByUts46AsInBrowsers(String text, String ascii) {
        assertEquals(ascii, EmailAddress.parse(text).asciiDomain());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ann@na\u200dme.example",
                "ann@\u05d0\u05d11a.example",
                "ann@xn--a.b\u00fccher.example",
                "ann@xn--b\u00fccher.example"
            })
    void domainsThatUts46CannotConvertAreRejectedWithItsReason(String text) {
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, () -> EmailAddress.parse(text));
        assertTrue(String.valueOf(refused.getMessage()).contains("UTS 46 reports ["), refused.getMessage());
    }

    @ParameterizedTest
    @ValueSource(ints = {64, 254, 2_500, 100_000})
    void aDomainThatIsTooLongIsRejected(int length) {
        assertThrows(IllegalArgumentException.class, () -> EmailAddress.parse("ann@" + "\u00fc".repeat(length)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ann@b\u00fccher_1.example",
                "ann@-b\u00fccher.example",
                "ann@b\u00fccher-.example",
                "ann@a\u2100b.example",
                "ann@b\u00fccher..example",
                "ann@b\u00fccher.example.",
                "ann@\u00ad",
                "ann@b\u00fccher\ud800.example"
            })
    void theRulesForAsciiDomainsHoldForOthersToo(String text) {
        assertThrows(IllegalArgumentException.class, () -> EmailAddress.parse(text));
    }

    @Test
    void anALabelIdentifiesExactlyOneDomain() {
        assertEquals(
                "xn--strae-oqa.example",
                EmailAddress.parse("ann@xn--strae-oqa.example").asciiDomain());
    }

    @Test
    void lengthLimitsAreThoseOfSmtp() {
        assertEquals(
                64, EmailAddress.parse("a".repeat(64) + "@example.com").local().length());
        assertThrows(IllegalArgumentException.class, () -> EmailAddress.parse("a".repeat(65) + "@example.com"));
        assertThrows(
                IllegalArgumentException.class,
                () -> EmailAddress.parse("ann@" + ("a".repeat(60) + ".").repeat(4) + "example.com"));
    }

    @Test
    void theWireFormHasTheDomainInAscii() {
        assertEquals(
                "ann@xn--bcher-kva.example",
                EmailAddress.parse("ann@Bücher.example").wireForm());
        assertFalse(EmailAddress.parse("ann@bücher.example").needsSmtpUtf8());
        assertTrue(EmailAddress.parse("grüße@example.com").needsSmtpUtf8());
    }

    @Test
    void theMaskedFormShowsOneLetterOfTheLocalPart() {
        assertEquals("a***@example.com", EmailAddress.parse("ann@example.com").masked());
    }

    @Test
    void aMailboxHasADisplayNameAndAnAddress() {
        assertEquals(
                new Mailbox("Ann O'Neil", EmailAddress.parse("ann@example.com")),
                Mailbox.parse("\"Ann O'Neil\" <ann@example.com>"));
        assertEquals(new Mailbox("", EmailAddress.parse("ann@example.com")), Mailbox.parse("ann@example.com"));
        assertThrows(IllegalArgumentException.class, () -> Mailbox.parse("Ann <ann@example.com"));
        assertThrows(IllegalArgumentException.class, () -> Mailbox.parse("Ann\r\nX: y <ann@example.com>"));
    }
}
