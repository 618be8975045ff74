package telltale.mail;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.activation.DataHandler;
import jakarta.mail.BodyPart;
import jakarta.mail.Message;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.util.ByteArrayDataSource;
import java.io.ByteArrayOutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.simplejavamail.api.email.Email;
import org.simplejavamail.email.EmailBuilder;
import org.simplejavamail.mailer.MailerBuilder;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.mail.javamail.JavaMailSenderImpl;
import org.springframework.mail.javamail.MimeMessageHelper;
import telltale.build.DocumentedCode;

/** Mail of Java programs arrives through the transport unchanged, except for pixel and links. */
@Timeout(120)
class MailClientsTest {
    private static final String LINK = "https://shop.example/?order=4711";
    private static final String HTML = "<html><body><p>Grüße, <a href=\"" + LINK + "\">order</a></p></body></html>";
    private static final byte[] FILE = {0, 1, 2, '\n', '\r', -1, -128};

    @TempDir
    private Path folder;

    @AutoClose
    private MailedTelltale telltale;

    @BeforeEach
    void start() throws Exception {
        telltale = new MailedTelltale(folder, Map.of());
    }

    @Test
    void jakartaMail() throws Exception {
        MimeMessage mail = new MimeMessage(telltale.session());
        mail.setFrom(new InternetAddress("shop@example.com", "Bücher"));
        mail.setRecipients(Message.RecipientType.TO, "ann@example.org");
        mail.setRecipients(Message.RecipientType.BCC, "boss@example.net");
        mail.setSubject("Größe");
        MimeMultipart alternative = new MimeMultipart("alternative");
        alternative.addBodyPart(part("text/plain; charset=utf-8", "Grüße\n.\nBye\r\n"));
        alternative.addBodyPart(part("text/html; charset=utf-8", HTML));
        MimeBodyPart text = new MimeBodyPart();
        text.setContent(alternative);
        MimeBodyPart file = new MimeBodyPart();
        file.setDataHandler(new DataHandler(new ByteArrayDataSource(FILE, "application/octet-stream")));
        file.setFileName("Größe.bin");
        mail.setContent(new MimeMultipart(text, file));

        Transport.send(mail);

        List<String> sent = telltale.await(2);
        assertEquals(List.of("ann@example.org", "boss@example.net"), recipients());
        for (String copy : sent) {
            assertArrived(mail, copy);
            assertFalse(copy.contains("boss@"), copy);
        }
        assertEquals(2, sent.stream().map(MailClientsTest::pixel).distinct().count());
    }

    private static MimeBodyPart part(String type, String content) throws Exception {
        MimeBodyPart part = new MimeBodyPart();
        part.setContent(content, type);
        return part;
    }

    @Test
    void springsMailSender() throws Exception {
        JavaMailSenderImpl sender = new JavaMailSenderImpl();
        sender.setProtocol("telltale");
        sender.setHost("127.0.0.1");
        sender.setPort(telltale.application.port());
        sender.setUsername("shop");
        sender.setPassword(telltale.key);
        sender.testConnection();
        MimeMessage mail = sender.createMimeMessage();
        MimeMessageHelper helper = new MimeMessageHelper(mail, true, "UTF-8");
        helper.setFrom("shop@example.com", "Bücher");
        helper.setTo("ann@example.org");
        helper.setSubject("Größe");
        helper.setText("Grüße", HTML);
        helper.addAttachment("Größe.bin", new ByteArrayResource(FILE));

        sender.send(mail);

        assertArrived(mail, telltale.await(1).get(0));
    }

    @Test
    void simpleJavaMail() throws Exception {
        Email mail = EmailBuilder.startingBlank()
                .from("Bücher", "shop@example.com")
                .to("Ann", "ann@example.org")
                .bcc("boss@example.net")
                .withSubject("Größe")
                .withPlainText("Grüße")
                .withHTMLText(HTML)
                .withAttachment("Größe.bin", FILE, "application/octet-stream")
                .buildEmail();

        MailerBuilder.usingSession(telltale.session())
                .buildMailer()
                .sendMail(mail)
                .get();

        for (String copy : telltale.await(2)) {
            assertFalse(copy.contains("boss@"), copy);
            MimeMessage received = MailedTelltale.mail(Session.getInstance(new Properties()), copy);
            List<Part> parts = new ArrayList<>();
            collect(received, parts);
            assertEquals("Größe", received.getSubject());
            assertEquals("Grüße", content(parts, "text/plain").strip());
            assertEquals(HTML, restored(content(parts, "text/html"), LINK).strip());
            assertArrayEquals(FILE, parts.get(parts.size() - 1).getInputStream().readAllBytes());
        }
    }

    private static void collect(Part part, List<Part> parts) throws Exception {
        if (part.getContent() instanceof Multipart multipart) {
            for (int i = 0; i < multipart.getCount(); i++) {
                BodyPart child = multipart.getBodyPart(i);
                collect(child, parts);
            }
        } else {
            parts.add(part);
        }
    }

    private static String content(List<Part> parts, String type) throws Exception {
        for (Part part : parts) {
            if (part.isMimeType(type)) {
                return (String) part.getContent();
            }
        }
        throw new AssertionError("no part of the type " + type);
    }

    @Test
    void theExampleInTheGuide() throws Exception {
        String example = DocumentedCode.first("JAVA-MAIL.md", "java");
        Path source = Files.writeString(folder.resolve("SendMail.java"), example);
        int failed = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-cp", System.getProperty("java.class.path"), source.toString());
        assertEquals(0, failed);
        try (URLClassLoader classes =
                new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
            classes.loadClass("SendMail").getMethod("main", String[].class).invoke(null, (Object)
                    new String[] {telltale.application.url(), telltale.key});
        }

        String sent = telltale.await(1).get(0);
        assertTrue(sent.contains("/app/click/"), sent);
        assertTrue(sent.contains("/app/pixel/"), sent);
    }

    /** The recipients of the envelopes. */
    private List<String> recipients() {
        return telltale.next.commands().stream()
                .filter(command -> command.startsWith("RCPT"))
                .map(command -> command.replaceAll(".*<(.*)>.*", "$1"))
                .sorted()
                .toList();
    }

    /** Requires that a copy differs from what was sent only in pixel, link and soft line breaks. */
    private static void assertArrived(MimeMessage mail, String copy) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        mail.writeTo(out, new String[] {"Bcc"});
        String sent = out.toString(StandardCharsets.UTF_8);
        assertEquals(joined(sent), restored(joined(copy), LINK.replace("=", "=3D")));
    }

    private static String joined(String mail) {
        return mail.replace("\r\n", "\n").replace("=\n", "");
    }

    private static String pixel(String copy) {
        Matcher pixel = Pattern.compile("/app/pixel/([^\".]*)").matcher(copy);
        assertTrue(pixel.find(), copy);
        return pixel.group(1);
    }

    /** A received text without its pixel, and with the link that was sent. */
    private static String restored(String text, String link) {
        pixel(text);
        assertTrue(text.contains("/app/click/"), text);
        return text.replaceAll("<img [^>]*>", "").replaceAll("https://[^/]*/app/click/[^\"]*", link);
    }
}
