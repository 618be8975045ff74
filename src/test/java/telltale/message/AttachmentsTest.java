package telltale.message;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import jakarta.mail.BodyPart;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import telltale.message.html.TrackedHtml;
import telltale.message.html.Tracking;
import telltale.message.mime.Attachments;
import telltale.message.mime.ComposedMessage;
import telltale.message.mime.EncodedText;
import telltale.message.mime.SharedHeaders;
import telltale.model.Attachment;
import telltale.model.DeliveryId;
import telltale.model.EmailAddress;
import telltale.model.HeaderField;
import telltale.model.ImmutableBytes;
import telltale.model.InvalidInputException;
import telltale.model.Mailbox;
import telltale.model.Uuid7;

class AttachmentsTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final Mailbox SHOP = new Mailbox("Shop", EmailAddress.parse("shop@example.com"));
    private static final Mailbox ANN = new Mailbox("Änn", EmailAddress.parse("ann@example.com"));
    private static final Mailbox BEN = new Mailbox("Ben, B.", EmailAddress.parse("ben@example.com"));

    private final Random random = new Random(42);

    @Test
    void filesAndImagesArriveUnchangedWithTheirNames() throws Exception {
        byte[] pdf = bytes(100_000);
        byte[] png = bytes(777);
        String longName = "Überweisung für die sehr späte Lieferung vom zweiundzwanzigsten November – Anlage.pdf";

        MimeMessage message = read(copy(
                List.of(),
                new Attachment(longName, "application/pdf", null, new ImmutableBytes(pdf)),
                new Attachment("logo.png", "image/png", "logo@shop", new ImmutableBytes(png))));

        MimeMultipart mixed = (MimeMultipart) message.getContent();
        assertEquals(2, mixed.getCount());
        BodyPart file = mixed.getBodyPart(1);
        assertEquals(longName, file.getFileName());
        assertEquals("attachment", file.getDisposition());
        assertArrayEquals(pdf, file.getInputStream().readAllBytes());
        MimeMultipart alternative = (MimeMultipart) mixed.getBodyPart(0).getContent();
        assertEquals(
                "Dear Ann",
                String.valueOf(alternative.getBodyPart(0).getContent()).strip());
        MimeMultipart related = (MimeMultipart) alternative.getBodyPart(1).getContent();
        assertEquals(
                "<p>Dear <img src=\"cid:logo@shop\"></p>",
                String.valueOf(related.getBodyPart(0).getContent()).strip());
        BodyPart image = related.getBodyPart(1);
        assertEquals("<logo@shop>", image.getHeader("Content-ID")[0]);
        assertArrayEquals(png, image.getInputStream().readAllBytes());
    }

    @Test
    void aCopyHasTheSharedToFieldAndItsOwnEnvelopeRecipient() throws Exception {
        ComposedMessage composed =
                copy(List.of(new HeaderField("X-Note", "Grüße"), new HeaderField("List-Id", "<a.example.com>")));
        MimeMessage message = read(composed);

        assertEquals("carl@example.com", composed.recipient().toString());
        assertEquals(1, message.getRecipients(jakarta.mail.Message.RecipientType.TO).length);
        assertEquals(2, message.getRecipients(jakarta.mail.Message.RecipientType.CC).length);
        assertEquals("ben@example.com", ((jakarta.mail.internet.InternetAddress) message.getReplyTo()[0]).getAddress());
        assertEquals("Grüße", jakarta.mail.internet.MimeUtility.decodeText(message.getHeader("X-Note", null)));
        assertEquals("<a.example.com>", message.getHeader("List-Id", null));
    }

    @Test
    void namesThatContainPathsAndMessageTypesAreRejected() {
        assertEquals("name", rejectedField("../a", "text/plain", null));
        assertEquals("name", rejectedField("a\nb", "text/plain", null));
        assertEquals("type", rejectedField("a", "message/rfc822", null));
        assertEquals("type", rejectedField("a", "text/plain\r\nX: y", null));
        assertEquals("contentId", rejectedField("a", "image/png", "a>\r\nX: y"));
    }

    private static String rejectedField(String name, String type, @Nullable String contentId) {
        return assertThrows(
                        InvalidInputException.class, () -> new Attachment(name, type, contentId, ImmutableBytes.NONE))
                .field();
    }

    private ComposedMessage copy(List<HeaderField> headers, Attachment... files) {
        RecipientCopy copy = new RecipientCopy(
                new SharedHeaders(SHOP, List.of(BEN, ANN), BEN, headers),
                EmailAddress.parse("carl@example.com"),
                ANN,
                "Hi",
                "<p>Dear <img src=\"cid:logo@shop\"></p>",
                EncodedText.of("Dear Ann"),
                null,
                Attachments.of(List.of(files)));
        return MessageComposer.compose(
                copy,
                new DeliveryId(Uuid7.at(NOON, random)),
                NOON,
                TrackedHtml.of(copy.effectiveHtml(), Tracking.NONE));
    }

    private static MimeMessage read(ComposedMessage message) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        message.writeTo(bytes);
        Properties lenient = new Properties();
        lenient.setProperty("mail.mime.decodeparameters", "true");
        return new MimeMessage(Session.getInstance(lenient), new ByteArrayInputStream(bytes.toByteArray()));
    }

    private byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return bytes;
    }
}
