package telltale.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.message.TestMessages;
import telltale.message.mime.ComposedMessage;
import telltale.message.mime.Envelope;
import telltale.token.KeyRing;
import telltale.token.MessageIds;

class ProviderFieldTest {
    private static final String SIGNED = "01939f5e-7a00-7abc-8def-0123456789ab.ABCDEFGHIJKLMNO";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "smtp.postmarkapp.com | X-PM-Metadata-telltale: ID",
                "SMTP-Broadcasts.PostmarkApp.com | X-PM-Metadata-telltale: ID",
                "in-v3.mailjet.com | X-MJ-CustomID: ID",
                "smtp-relay.brevo.com | X-Mailin-custom: ID",
                "smtp-relay.sendinblue.com | X-Mailin-custom: ID",
                "brevo.com | X-Mailin-custom: ID"
            })
    void aProviderGetsTheIdentifierInTheFieldThatItReturns(String host, String field) {
        assertEquals(field.replace(": ID", ": " + SIGNED) + "\r\n", added(host));
    }

    @ParameterizedTest
    @ValueSource(strings = {"smtp.sparkpostmail.com", "smtp.eu.sparkpostmail.com"})
    void sparkPostGetsItInTheMetadataOfItsApi(String host) {
        assertEquals(
                "X-MSYS-API: {\"metadata\":\r\n {\"telltale\":\"" + SIGNED + "\"}}\r\n",
                added(host),
                "a line break of the field is white space in its JSON");
    }

    @Test
    void theLinesOfAFieldAreNoLongerThanThoseOfOthers() {
        String identifier = new MessageIds(new KeyRing(Map.of(1, new byte[32]))).of(TestMessages.ID);
        assertEquals(SIGNED.length(), identifier.length());
        assertTrue(added("smtp.postmarkapp.com").lines().allMatch(line -> line.length() <= 78));
        assertTrue(added("smtp.sparkpostmail.com").lines().allMatch(line -> line.length() <= 78));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "127.0.0.1",
                "::1",
                "",
                ".",
                "smtp.gmail.com",
                "postmarkapp.com.example.org",
                "notbrevo.com",
                "mailjet.example.com"
            })
    void anotherServerGetsNoField(String host) {
        assertEquals(Optional.empty(), ProviderField.ofServer(host));
    }

    @Test
    void aFieldOfTheSenderTakesPrecedence() {
        ComposedMessage mail = mail("Subject: Hello\r\nx-mj-CUSTOMID: of the sender\r\n\r\nText\r\n");

        assertSame(
                mail, ProviderField.ofServer("in-v3.mailjet.com").orElseThrow().addTo(mail));
    }

    @Test
    void theTextOfAMailIsNoFieldOfItsHeader() {
        ComposedMessage mail = mail("Subject: X-MJ-CustomID: no\r\n X-MJ-CustomID: no\r\n\r\nX-MJ-CustomID: no\r\n");

        assertTrue(TestMessages.wire(ProviderField.ofServer("in-v3.mailjet.com")
                        .orElseThrow()
                        .addTo(mail))
                .startsWith("X-MJ-CustomID: " + SIGNED + "\r\nSubject: "));
    }

    /** What the provider of a host gets before the header of a mail. */
    private static String added(String host) {
        ComposedMessage mail = mail("Subject: Hello\r\n\r\nText\r\n");
        String all =
                TestMessages.wire(ProviderField.ofServer(host).orElseThrow().addTo(mail));
        assertTrue(all.endsWith(TestMessages.wire(mail)), all);
        return all.substring(0, all.length() - mail.size());
    }

    private static ComposedMessage mail(String octets) {
        Envelope hello = TestMessages.hello().envelope();
        return new ComposedMessage(
                new Envelope(hello.sender(), hello.recipient(), SIGNED), octets.getBytes(StandardCharsets.US_ASCII));
    }
}
