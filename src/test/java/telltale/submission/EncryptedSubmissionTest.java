package telltale.submission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import telltale.launcher.Folders;
import telltale.settings.Secret;
import telltale.settings.ServerCertificate;
import telltale.smtp.Certificates;

/** Submission by Angus Mail and by raw clients from other machines. */
@Timeout(60)
class EncryptedSubmissionTest {
    @TempDir
    private Path home;

    private Certificates certificates;

    @BeforeEach
    void certify() throws Exception {
        certificates = Certificates.madeFor("dns:localhost,ip:127.0.0.1", home);
    }

    private SubmissionFixture telltale(boolean isImplicitTls) throws Exception {
        Path pem = home.resolve("server.pem");
        certificates.writePem(pem);
        Files.createDirectories(home.resolve("home"));
        return new SubmissionFixture(
                home.resolve("home"),
                1_000_000,
                ServerCertificate.parse(pem.toString(), new Secret(pem.toString())),
                isImplicitTls,
                false);
    }

    private Session session(SubmissionFixture telltale, String... more) {
        Properties properties = new Properties();
        properties.put("mail.smtp.host", "127.0.0.1");
        properties.put("mail.smtp.port", String.valueOf(telltale.listener.port()));
        properties.put("mail.smtp.auth", "true");
        properties.put("mail.smtp.ssl.socketFactory", certificates.context().getSocketFactory());
        for (int i = 0; i < more.length; i += 2) {
            properties.put(more[i], more[i + 1]);
        }
        return Session.getInstance(properties);
    }

    private static MimeMessage mail(Session session) throws MessagingException {
        MimeMultipart alternatives = new MimeMultipart("alternative");
        MimeBodyPart text = new MimeBodyPart();
        text.setText("Grüße", "utf-8");
        MimeBodyPart html = new MimeBodyPart();
        html.setContent(
                "<p>Grüße aus <a href=\"https://example.com/köln?a=1&amp;b=2\">Köln</a></p>",
                "text/html; charset=utf-8");
        alternatives.addBodyPart(text);
        alternatives.addBodyPart(html);
        MimeMessage mail = new MimeMessage(session);
        mail.setFrom(new InternetAddress("shop@example.com"));
        mail.setRecipient(Message.RecipientType.TO, new InternetAddress("ann@example.org"));
        mail.setSubject("Grüße", "utf-8");
        mail.setContent(alternatives);
        return mail;
    }

    private static void send(Session session) throws MessagingException {
        Transport.send(mail(session), "telltale", SubmissionFixture.KEY);
    }

    @Test
    void angusSubmitsAfterStartTlsAndByTls() throws Exception {
        for (boolean isImplicitTls : new boolean[] {false, true}) {
            try (SubmissionFixture telltale = telltale(isImplicitTls)) {
                send(
                        isImplicitTls
                                ? session(telltale, "mail.smtp.ssl.enable", "true")
                                : session(
                                        telltale,
                                        "mail.smtp.starttls.required",
                                        "true",
                                        "mail.smtp.starttls.enable",
                                        "true"));
                String sent = telltale.await(1).get(0);
                MimeMessage received = new MimeMessage(
                        null, new java.io.ByteArrayInputStream(sent.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
                MimeMultipart alternatives = (MimeMultipart) received.getContent();
                assertEquals("Grüße", alternatives.getBodyPart(0).getContent());
                String html = (String) alternatives.getBodyPart(1).getContent();
                assertTrue(html.contains("/click/") && html.contains("/pixel/"), html);
                assertTrue(html.startsWith("<p>Grüße aus <a href=\"https://t.example.org/app/click/"), html);
            }
            Folders.delete(home.resolve("home"));
        }
    }

    @Test
    void fromOtherMachinesAKeyIsAcceptedInsideTlsOnly() throws Exception {
        try (SubmissionFixture telltale = telltale(false)) {
            try (SmtpClient client = new SmtpClient(telltale.listener.port())) {
                client.reply();
                String greeting = client.send("EHLO client.example.com");
                assertTrue(greeting.contains("250-STARTTLS"), greeting);
                assertFalse(greeting.contains("AUTH"), greeting);
                assertEquals(
                        "538 5.7.11 a key must not be sent in clear text; use STARTTLS first",
                        client.logIn(SubmissionFixture.KEY));
                assertEquals("530 5.7.0 authentication required", client.send("MAIL FROM:<shop@example.com>"));
            }
            Session clear = session(telltale);
            assertThrows(MessagingException.class, () -> send(clear));
            assertEquals(0, telltale.deliveries().size());
        }
    }

    /** What is sent in clear text together with STARTTLS must not count as sent inside TLS (CVE-2011-0411). */
    @Test
    void commandsBeforeTheHandshakeAreDiscarded() throws Exception {
        try (SubmissionFixture telltale = telltale(false);
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), telltale.listener.port());
                SmtpClient client = new SmtpClient(socket)) {
            client.reply();
            client.send("EHLO client.example.com");
            client.write("STARTTLS\r\nRSET\r\nNOOP\r\n");
            assertEquals("220 Ready to start TLS", client.reply());
            try (Socket encrypted = certificates
                            .context()
                            .getSocketFactory()
                            .createSocket(socket, "localhost", socket.getPort(), false);
                    SmtpClient inside = new SmtpClient(encrypted)) {
                String greeting = inside.send("EHLO client.example.com");
                assertTrue(
                        greeting.startsWith("250-mail.example.com\n") && greeting.contains("250-AUTH PLAIN LOGIN"),
                        greeting);
                assertFalse(greeting.contains("STARTTLS"), greeting);
            }
        }
    }
}
