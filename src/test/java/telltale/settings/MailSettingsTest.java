package telltale.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.model.BounceAddress;
import telltale.model.EmailAddress;
import telltale.model.Mailbox;
import telltale.settings.SmtpServer.Login;
import telltale.settings.SmtpServer.Tls;

class MailSettingsTest {
    @Test
    void aUserAloneMeansGmail() {
        assertEquals(
                new SmtpServer("smtp.gmail.com", 587, Tls.STARTTLS, new Login("ann@gmail.com", new Secret("secret"))),
                smtp("EMAIL_USER", "ann@gmail.com", "EMAIL_PASS", "secret"));
    }

    @Test
    void aHostAloneIsARelayWithoutLogin() {
        assertEquals(new SmtpServer("mailhost", 587, Tls.STARTTLS, null), smtp("EMAIL_HOST", "mailhost"));
    }

    @Test
    void port465IsEncryptedFromTheFirstByte() {
        assertEquals(
                new SmtpServer("mailhost", 465, Tls.TLS, null), smtp("EMAIL_HOST", "mailhost", "EMAIL_PORT", "465"));
    }

    @Test
    void encryptionFromTheFirstByteIsOnPort465() {
        assertEquals(
                new SmtpServer("mailhost", 465, Tls.TLS, null), smtp("EMAIL_HOST", "mailhost", "EMAIL_TLS", "tls"));
    }

    @Test
    void explicitSettingsOverrideDefaults() {
        assertEquals(
                new SmtpServer("mailhost", 465, Tls.STARTTLS, null),
                smtp("EMAIL_HOST", "mailhost", "EMAIL_PORT", "465", "EMAIL_TLS", "STARTTLS"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"abcd efgh ijkl mnop", "abcd\u00A0efgh\u00A0ijkl\u00A0mnop", "abcdefghijklmnop"})
    void spacesAreRemovedFromGmailAppPasswords(String shown) {
        assertEquals("abcdefghijklmnop", password("SMTP.gmail.com", shown));
        assertEquals("abcdefghijklmnop", password("smtp-relay.gmail.com", shown));
        assertEquals("abcdefghijklmnop", password("smtp.googlemail.com", shown));
    }

    @Test
    void otherPasswordsKeepTheirSpaces() {
        assertEquals("a pass phrase", password("smtp.gmail.com", "a pass phrase"));
        assertEquals("abcd efgh ijkl mnop", password("smtp.notgmail.com", "abcd efgh ijkl mnop"));
        assertEquals("abcd efgh ijkl mnop", password("smtp.example.com", "abcd efgh ijkl mnop"));
    }

    @Test
    void theUserIsTheSenderWhenItIsAnAddress() {
        assertEquals(
                Mailbox.parse("ann@gmail.com"),
                Given.settings("EMAIL_USER", "ann@gmail.com", "EMAIL_PASS", "secret")
                        .from());
        assertNull(
                Given.settings("EMAIL_USER", "apikey", "EMAIL_PASS", "secret").from());
    }

    @Test
    void anExplicitSenderTakesPrecedence() {
        assertEquals(
                Mailbox.parse("news@example.com"),
                Given.settings("EMAIL_USER", "ann@gmail.com", "EMAIL_PASS", "x", "EMAIL_FROM", "news@example.com")
                        .from());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"Jörg \\\"X\\\"\" <news@example.com>",
                "=?UTF-8?Q?J=C3=B6rg_=22X=22?= <news@example.com>",
                "=?iso-8859-1?Q?J=F6rg?= \"\\\"X\\\"\" <news@example.com>"
            })
    void theNameOfTheSenderIsDecodedOnce(String from) {
        assertEquals(
                new Mailbox("Jörg \"X\"", EmailAddress.parse("news@example.com")),
                Given.settings("EMAIL_HOST", "mailhost", "EMAIL_FROM", from).from());
    }

    @Test
    void bouncesGoToASubAddressedMailboxOrToADomain() {
        assertEquals(
                new BounceAddress("bounces", "example.com"),
                Given.settings("EMAIL_BOUNCES", "bounces@example.com").bounces());
        assertEquals(
                new BounceAddress(null, "bounces.example.com"),
                Given.settings("EMAIL_BOUNCES", "bounces.example.com").bounces());
        assertNull(Given.settings().bounces());
    }

    @Test
    void aBounceAddressWithoutSpaceForATokenIsRefused() {
        String problem = Given.problems("EMAIL_BOUNCES", "bounces-of-our-newsletters@example.com")
                .get(0);
        assertTrue(problem.startsWith("EMAIL_BOUNCES"), problem);
        assertTrue(problem.contains("at most 21 characters"), problem);
        assertFalse(problem.contains("newsletters"), problem);
    }

    @Test
    void aBounceAddressThatBreaksDmarcIsWarnedAbout() {
        String[] foreign = {"EMAIL_FROM", "news@example.com", "EMAIL_BOUNCES", "bounces@example.net"};
        String[] own = {"EMAIL_FROM", "news@example.com", "EMAIL_BOUNCES", "bounces.example.com"};
        assertTrue(Given.settings(foreign).warnings().stream()
                .anyMatch(warning ->
                        warning.startsWith("EMAIL_BOUNCES is at example.net, but mail is from example.com")));
        assertEquals(List.of(), Given.settings(own).warnings());
    }

    private static String password(String host, String password) {
        SmtpServer smtp = smtp("EMAIL_HOST", host, "EMAIL_USER", "ann@gmail.com", "EMAIL_PASS", password);
        return Objects.requireNonNull(Objects.requireNonNull(smtp.login()).password())
                .reveal();
    }

    private static SmtpServer smtp(String... pairs) {
        return Objects.requireNonNull(Given.settings(pairs).smtp());
    }
}
