package telltale.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.mail.Message;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/** Tests of mail that another program submits by SMTP. */
interface SubmissionContract {
    Application application();

    @Test
    default void aProgramSubmitsMailWithAKeyAsItsPassword() throws Exception {
        try (MailServers.Plain server = TrackContract.mailServer()) {
            Properties properties = new Properties();
            properties.put("mail.smtp.host", "127.0.0.1");
            properties.put("mail.smtp.port", String.valueOf(ServerUnderTest.submissionPort()));
            properties.put("mail.smtp.auth", "true");
            Session session = Session.getInstance(properties);
            MimeMessage mail = new MimeMessage(session);
            mail.setFrom(new InternetAddress("sender@example.com"));
            mail.setRecipient(Message.RecipientType.TO, new InternetAddress("shopper@example.com"));
            mail.setSubject("Order 4711");
            mail.setContent("<p>Grüße <a href=\"http://example.com/\">x</a></p>", "text/html; charset=utf-8");
            mail.setHeader("X-Telltale-Campaign", "orders");
            Transport.send(mail, "telltale", application().plainTrackKey());

            Message received = server.awaitMail().message();
            assertEquals("Order 4711", received.getSubject());
            assertEquals(null, received.getHeader("X-Telltale-Campaign"));
            String html = (String) received.getContent();
            assertTrue(html.startsWith("<p>Grüße <a href=\"http://127.0.0.1:"), html);
            assertTrue(html.contains("/app/pixel/"), html);
            assertEquals(1, application().deliveriesTo("shopper@example.com"));
        }
    }
}
