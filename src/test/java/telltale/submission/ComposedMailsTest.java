package telltale.submission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import telltale.message.TestMessages;
import telltale.message.html.TextEdit;
import telltale.message.mime.ByteSink;
import telltale.message.mime.ComposedMessage;
import telltale.message.source.SourceMail;
import telltale.model.DeliveryId;
import telltale.model.EmailAddress;

/** Mails of any structure, composed by Jakarta Mail, differ from their copies only in pixel and links. */
class ComposedMailsTest {
    private static final DeliveryId DELIVERY = DeliveryId.parse("01a233b1-ff20-716e-b129-09c8ac21ce4d");
    private static final List<String> TYPES = List.of("mixed", "alternative", "related", "parallel", "x-unknown");
    private static final List<String> CHARSETS =
            List.of("utf-8", "iso-8859-1", "windows-1252", "iso-2022-jp", "shift_jis", "gb18030", "utf-16", "us-ascii");
    private static final List<String> ENCODINGS = List.of("7bit", "8bit", "quoted-printable", "base64");
    private static final List<String> FILES = List.of("", "", "", "inline", "attachment", "inline; filename=x.html");
    private static final List<String> PIECES = List.of(
            "<p>",
            "</p>",
            "Grüße ",
            "日本語",
            " = \t \r\n",
            "\r\n.\r\n",
            "<br>",
            "=3D",
            "x".repeat(80),
            "</body>",
            "</html>",
            "<!-- c -->",
            "&amp;",
            "<a href=\"http://example.com/a?b=1&amp;c=%20\">x</a>",
            "<a href='https://example.com/ü'>y</a>",
            "<table><tr><td>",
            "\t",
            "x".repeat(990) + "\r\n");

    private final Random random = new Random(23);

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private MimeBodyPart leaf() throws MessagingException {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(12); i >= 0; i--) {
            text.append(one(PIECES));
        }
        MimeBodyPart part = new MimeBodyPart();
        part.setContent(
                text.toString(), one(List.of("text/html", "text/html", "text/plain")) + "; charset=" + one(CHARSETS));
        part.setHeader("Content-Transfer-Encoding", one(ENCODINGS));
        String file = one(FILES);
        if (!file.isEmpty()) {
            part.setHeader("Content-Disposition", file);
        }
        return part;
    }

    private MimeMultipart multipart(int depth) throws MessagingException {
        MimeMultipart whole = new MimeMultipart(one(TYPES));
        for (int i = random.nextInt(4); i >= 0; i--) {
            MimeBodyPart part = leaf();
            if (depth < 3 && random.nextInt(3) == 0) {
                part = new MimeBodyPart();
                part.setContent(multipart(depth + 1));
            }
            whole.addBodyPart(part);
        }
        if (random.nextBoolean()) {
            whole.setPreamble("A preamble <a href=\"http://example.com/\">x</a>\r\n");
        }
        return whole;
    }

    private String mail() throws MessagingException, IOException {
        MimeMessage message = new MimeMessage((Session) null);
        message.setFrom("shop@example.com");
        message.setHeader("DKIM-Signature", "v=1; b=abc");
        message.setContent(multipart(0));
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        message.writeTo(octets);
        return octets.toString(StandardCharsets.ISO_8859_1);
    }

    private static String copy(SourceMail source, List<TextEdit> edits) throws IOException {
        EmailAddress shop = EmailAddress.parse("shop@example.com");
        ComposedMessage copy = source.copy(TestMessages.envelope(shop, shop), edits, new ByteSink());
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        copy.writeTo(octets);
        return octets.toString(StandardCharsets.ISO_8859_1);
    }

    @Test
    void theCopyDiffersOnlyInPixelAndLinks() throws Exception {
        int tracked = 0;
        for (int i = 0; i < 200; i++) {
            String mail = mail();
            SourceMail source = SourceMail.of(mail.getBytes(StandardCharsets.ISO_8859_1), null, false);
            List<TextEdit> edits = new ArrayList<>();
            source.template()
                    .ifPresent(template -> template.asIs().tracked(SubmissionFixture.tracking(DELIVERY), edits));
            String copy = copy(source, edits);
            if (source.obstacle() == null) {
                MailComparison.linksOf(mail, copy);
                tracked++;
            } else {
                assertEquals(mail, copy);
            }
        }
        assertTrue(tracked > 50, tracked + " mails were tracked");
    }
}
