package telltale.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import jakarta.mail.Message;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MailOctetsTest {
    private static final Session SESSION = Session.getInstance(new Properties());

    private static String octets(MimeMessage mail) throws Exception {
        return new String(MailOctets.of(mail), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource(
            value = {
                "a\\nb | a\\r\\nb\\r\\n",
                "a\\r\\nb\\r\\n | a\\r\\nb\\r\\n",
                "a\\rb\\r | a\\r\\nb\\r\\n",
                "a\\n\\n\\rb | a\\r\\n\\r\\n\\r\\nb\\r\\n",
                "a\\n\\r\\nb\\r\\r\\n | a\\r\\n\\r\\nb\\r\\n\\r\\n",
            },
            delimiter = '|')
    void allLinesEndWithCrlf(String text, String sent) throws Exception {
        MimeMessage mail = new MimeMessage(SESSION);
        mail.setText(text.translateEscapes());

        String octets = octets(mail);

        assertEquals(sent.translateEscapes(), octets.substring(octets.indexOf("\r\n\r\n") + 4));
    }

    @Test
    void hiddenRecipientsAreLeftOut() throws Exception {
        MimeMessage mail = new MimeMessage(SESSION);
        mail.setRecipients(Message.RecipientType.BCC, "boss@example.net");
        mail.setHeader("Resent-Bcc", "chief@example.net");
        mail.setHeader("Content-Length", "1");
        mail.setText("x");

        String octets = octets(mail);

        assertFalse(octets.contains("@example.net"), octets);
        assertFalse(octets.contains("Content-Length"), octets);
    }
}
