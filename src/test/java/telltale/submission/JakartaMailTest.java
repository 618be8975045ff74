package telltale.submission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.activation.DataHandler;
import jakarta.mail.Authenticator;
import jakarta.mail.BodyPart;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.PasswordAuthentication;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.util.ByteArrayDataSource;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Mails that Jakarta Mail submits arrive unchanged, except for pixel and links. */
@Timeout(60)
class JakartaMailTest {
    private static final String LINK = "http://example.com/a?b=1&amp;c=2";
    private static final String HTML =
            "<html><body>\r\n.\r\n<p>Grüße <a href=\"" + LINK + "\">Angebot</a></p>\r\n</body></html>";

    @TempDir
    private Path home;

    @AutoClose
    private RecordedSubmission submission;

    private Session session;

    @BeforeEach
    void start() throws Exception {
        submission = new RecordedSubmission(home);
        Properties properties = new Properties();
        properties.setProperty("mail.smtp.host", "127.0.0.1");
        properties.setProperty("mail.smtp.port", String.valueOf(submission.port()));
        properties.setProperty("mail.smtp.auth", "true");
        properties.setProperty("mail.smtp.allow8bitmime", "true");
        properties.setProperty("mail.smtp.dsn.notify", "SUCCESS,FAILURE");
        properties.setProperty("mail.smtp.chunksize", "1024");
        properties.setProperty("mail.mime.allowutf8", "true");
        session = Session.getInstance(properties, new Authenticator() {
            @Override
            protected PasswordAuthentication getPasswordAuthentication() {
                return new PasswordAuthentication("telltale", SubmissionFixture.KEY);
            }
        });
    }

    private MimeMessage message(String shape) throws MessagingException {
        MimeMessage message = new MimeMessage(session);
        message.setHeader("X-Shape", shape);
        message.setFrom("\"Shop, Köln\" <shop@example.com>");
        message.setRecipients(Message.RecipientType.TO, "ann@example.org");
        message.setSubject("Grüße – 日本", "UTF-8");
        return message;
    }

    private static MimeBodyPart part(String text, String type, String encoding) throws MessagingException {
        MimeBodyPart part = new MimeBodyPart();
        part.setContent(text, type);
        part.setHeader("Content-Transfer-Encoding", encoding);
        return part;
    }

    private static MimeBodyPart file(String name, String disposition) throws Exception {
        MimeBodyPart file = new MimeBodyPart();
        file.setDataHandler(new DataHandler(new ByteArrayDataSource(new byte[100], "image/png")));
        file.setFileName(name);
        file.setDisposition(disposition);
        file.setContentID("<logo>");
        return file;
    }

    private static MimeBodyPart multipart(String type, BodyPart... parts) throws MessagingException {
        MimeBodyPart whole = new MimeBodyPart();
        whole.setContent(new MimeMultipart(type, parts));
        return whole;
    }

    @Test
    void htmlInAnyCharsetAndEncoding() throws Exception {
        List<List<String>> kinds = List.of(
                List.of("utf-8", "8bit"),
                List.of("iso-8859-1", "8bit"),
                List.of("iso-8859-1", "quoted-printable"),
                List.of("windows-1252", "base64"),
                List.of("utf-8", "base64"));
        for (List<String> kind : kinds) {
            MimeMessage message = message(kind.toString());
            message.setContent(HTML, "text/html; charset=" + kind.get(0));
            message.setHeader("Content-Transfer-Encoding", kind.get(1));
            Transport.send(message);
        }
        submission.awaitLinks(kinds.size()).forEach((shape, links) -> assertEquals(List.of(LINK), links, shape));
    }

    @Test
    void partsOfEachKind() throws Exception {
        MimeMessage message = message("parts");
        MimeBodyPart alternative = multipart(
                "alternative",
                part("Grüße \r\nan alle\r\n", "text/plain; charset=utf-8; format=flowed; delsp=yes", "8bit"),
                multipart(
                        "related",
                        part(HTML, "text/html; charset=utf-8", "quoted-printable"),
                        file("logo.png", BodyPart.INLINE)),
                part("BEGIN:VCALENDAR\r\n", "text/calendar; charset=utf-8; method=REQUEST", "7bit"));
        message.setContent(new MimeMultipart("mixed", alternative, file("Übersicht.png", BodyPart.ATTACHMENT)));
        message.setHeader("List-Unsubscribe", "<https://shop.example.com/u>");
        Transport.send(message);
        assertEquals(List.of(LINK), submission.awaitLinks(1).get("parts"));
        List<String> commands = submission.programs.commands();
        assertFalse(commands.stream().anyMatch(each -> each.contains("NOTIFY=") || each.startsWith("BDAT")));
    }

    @Test
    void addressesInUtf8AndHiddenRecipients() throws Exception {
        MimeMessage message = message("recipients");
        message.setRecipients(
                Message.RecipientType.TO, new InternetAddress[] {new InternetAddress("änne@example.org")});
        message.setRecipients(Message.RecipientType.BCC, "carla@example.org");
        message.setContent(HTML, "text/html; charset=utf-8");
        Transport.send(message);
        assertEquals(List.of(LINK), submission.awaitLinks(2).get("recipients"));
        assertFalse(submission.awaitCopies(2).stream().anyMatch(copy -> copy.contains("carla")));
        assertTrue(submission.programs.commands().stream().anyMatch(each -> each.endsWith(" SMTPUTF8")));
    }
}
