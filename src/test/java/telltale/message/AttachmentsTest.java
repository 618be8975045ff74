package telltale.message;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.mail.BodyPart;
import jakarta.mail.Session;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
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
import telltale.model.MediaType;
import telltale.model.Uuid7;

class AttachmentsTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final Mailbox SHOP = new Mailbox("Shop", EmailAddress.parse("shop@example.com"));
    private static final Mailbox ANN = new Mailbox("Änn", EmailAddress.parse("ann@example.com"));
    private static final Mailbox BEN = new Mailbox("Ben, B.", EmailAddress.parse("ben@example.com"));

    private static final String LONG_LINE = "a line of 999 octets";

    private final Random random = new Random(42);

    @Test
    void filesAndImagesArriveUnchangedWithTheirNames() throws Exception {
        byte[] pdf = bytes(100_000);
        byte[] png = bytes(777);
        String longName = "Überweisung für die sehr späte Lieferung vom zweiundzwanzigsten November – Anlage.pdf";

        MimeMessage message = read(copy(
                List.of(),
                new Attachment(longName, MediaType.parse("application/pdf"), null, new ImmutableBytes(pdf)),
                new Attachment("logo.png", MediaType.parse("image/png"), "logo@shop", new ImmutableBytes(png))));

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
        assertEquals(
                List.of("ben@example.com", "ann@example.com"),
                Stream.of((InternetAddress[]) message.getReplyTo())
                        .map(InternetAddress::getAddress)
                        .toList());
        assertEquals("Grüße", jakarta.mail.internet.MimeUtility.decodeText(message.getHeader("X-Note", null)));
        assertEquals("<a.example.com>", message.getHeader("List-Id", null));
    }

    @Test
    void namesThatContainPathsAndMessageTypesAreRejected() {
        assertEquals("name", rejectedField("../a", "text/plain", null));
        assertEquals("name", rejectedField("a\nb", "text/plain", null));
        assertEquals("type", rejectedField("a", "message/partial", null));
        assertEquals("type", rejectedField("a", "Multipart/Mixed; boundary=x", null));
        assertEquals("type", rejectedField("a", "text/plain\r\nX: y", null));
        assertEquals("contentId", rejectedField("a", "image/png", "a>\r\nX: y"));
    }

    /** RFC 2387 section 3.1. */
    @Test
    void relatedNamesTheTypeOfItsRoot() throws Exception {
        MimeMessage message = read(copy(List.of(), file("logo.png", "image/png", "logo@shop", new byte[1])));
        MimeMultipart alternative = (MimeMultipart) message.getContent();

        ContentType related = new ContentType(alternative.getBodyPart(1).getContentType());
        assertEquals("related", related.getSubType());
        assertEquals("text/html", related.getParameter("type"));
        assertEquals(2, ((MimeMultipart) alternative.getBodyPart(1).getContent()).getCount());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "text/csv                               | 0a41       | text/csv",
                "text/csv                               | c3a9       | text/csv; charset=utf-8",
                "text/plain                             | efbbbf41   | text/plain; charset=utf-8",
                "text/csv                               | e9         | text/csv",
                "text/plain                             | fffe4100   | text/plain",
                "text/plain                             | 4100c3a9   | text/plain",
                "text/html                              | 1b2442     | text/html",
                "Text/CSV; Charset=ISO-8859-1           | c3a9       | text/csv; charset=ISO-8859-1",
                "application/json                       | c3a9       | application/json",
                "TEXT/Calendar; method=REQUEST          | 41         | text/calendar; method=REQUEST",
                "text/calendar;method=\"REQUEST\"       | c3a9       | text/calendar; method=REQUEST; charset=utf-8",
            })
    void aTextHasTheCharsetOfItsSenderOrOfItsOctets(String given, String hex, String written) throws Exception {
        byte[] octets = HexFormat.of().parseHex(hex);

        BodyPart part = attached(file("a", given, null, octets));

        assertEquals(written, part.getContentType());
        assertArrayEquals(octets, part.getInputStream().readAllBytes());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain",
                "two words",
                "Übersicht „Mai“",
                "a \"quoted\" \\ value",
                "'%",
                "",
                "a value that is so long that it does not fit on one line and has to be continued on the next one",
            })
    void aParameterKeepsItsValue(String value) throws Exception {
        MediaType type = new MediaType("application", "x", Map.of("name", value));

        BodyPart part = attached(new Attachment("a", type, null, ImmutableBytes.NONE));

        assertEquals(value, new ContentType(part.getHeader("Content-Type")[0]).getParameter("name"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"From: a@b.example\r\n\r\nHi\r\n", "Subject: x\n\nHi\n.\n\n", "Subject: x\r\n\nHi"})
    void anAttachedMessageIsNotEncoded(String text) throws Exception {
        BodyPart part = attached(file("a.eml", "Message/RFC822", null, text.getBytes(StandardCharsets.US_ASCII)));

        assertEquals("message/rfc822", part.getContentType());
        assertEquals("7bit", part.getHeader("Content-Transfer-Encoding")[0]);
        assertEquals("a.eml", part.getFileName());
        assertEquals(
                text.replace("\r\n", "\n").replace("\n", "\r\n"),
                new String(((MimeBodyPart) part).getRawInputStream().readAllBytes(), StandardCharsets.US_ASCII));
        assertEquals(
                "Hi", ((MimeMessage) part.getContent()).getContent().toString().substring(0, 2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Subject: \u00e9\r\n\r\n", "Subject: x\r\n\r\n\0", "Subject: x\rTo: y\r\n", LONG_LINE})
    void aMessageThatNeedsAnEncodingIsRejected(String text) {
        byte[] octets = text.replace(LONG_LINE, "x".repeat(999)).getBytes(StandardCharsets.ISO_8859_1);

        InvalidInputException invalid =
                assertThrows(InvalidInputException.class, () -> file("a.eml", "message/rfc822", null, octets));

        assertEquals("content", invalid.field());
        assertTrue(invalid.detail().endsWith("attach it as application/octet-stream"), invalid.detail());
        assertArrayEquals(
                octets,
                file("a.eml", "application/octet-stream", null, octets)
                        .content()
                        .toBytes());
    }

    private BodyPart attached(Attachment file) throws Exception {
        return ((MimeMultipart) read(copy(List.of(), file)).getContent()).getBodyPart(1);
    }

    private static Attachment file(String name, String type, @Nullable String contentId, byte[] octets) {
        return new Attachment(name, MediaType.parse(type), contentId, new ImmutableBytes(octets));
    }

    private static String rejectedField(String name, String type, @Nullable String contentId) {
        return assertThrows(
                        InvalidInputException.class,
                        () -> new Attachment(name, MediaType.parse(type), contentId, ImmutableBytes.NONE))
                .field();
    }

    private ComposedMessage copy(List<HeaderField> headers, Attachment... files) {
        RecipientCopy copy = new RecipientCopy(
                new SharedHeaders(SHOP, List.of(BEN, ANN), List.of(BEN, ANN), headers),
                TestMessages.envelope(SHOP.address(), EmailAddress.parse("carl@example.com")),
                ANN,
                "Hi",
                "<p>Dear <img src=\"cid:logo@shop\"></p>",
                EncodedText.of("Dear Ann"),
                null,
                null,
                Attachments.of(List.of(files)),
                false);
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
