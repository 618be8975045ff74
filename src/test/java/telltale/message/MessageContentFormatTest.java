package telltale.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.message.html.LinkParameters;
import telltale.message.source.SourceMail;
import telltale.model.Attachment;
import telltale.model.EmailAddress;
import telltale.model.HeaderField;
import telltale.model.ImmutableBytes;
import telltale.model.Mailbox;
import telltale.model.MediaType;
import telltale.model.PrivacyProfile;
import telltale.model.Topic;

class MessageContentFormatTest {
    private static final ImmutableBytes LOGO = bytes("a logo");
    private static final ImmutableBytes TERMS = bytes("terms");
    private static final MessageContent CONTENT = new MessageContent(
            mailbox("Müller & Söhne", "shop@example.com"),
            List.of(mailbox("", "help@example.com")),
            mailbox("All customers", "news@example.com"),
            List.of(mailbox("", "archive@example.com")),
            "Hello {{name}}",
            "<p class=\"a\">Grüße,\r\n\t{{name}} 😀</p>",
            "Grüße, {{name}}",
            List.of(new HeaderField("X-Order", "42")),
            List.of(
                    new Attachment("logo.png", MediaType.parse("image/png"), "logo", LOGO),
                    new Attachment("terms.pdf", MediaType.parse("application/pdf"), null, TERMS)),
            "spring",
            true,
            metadata(),
            true,
            false,
            true);

    @Test
    void aMessageInVersion1IsReadByEveryLaterRelease() throws IOException {
        MessageContent read = MessageContentFormat.readContent(stored("message-v1.json"), List.of(LOGO, TERMS));
        assertEquals(CONTENT, read);
        assertEquals(List.of("order", "batch"), List.copyOf(read.metadata().keySet()));
    }

    @Test
    void aRecipientInVersion1IsReadByEveryLaterRelease() throws IOException {
        Recipient read = MessageContentFormat.readRecipient(stored("recipient-v1.json"));
        Map<String, Object> item = new LinkedHashMap<>(Map.of("title", "Book"));
        item.put("note", null);
        assertEquals(
                new Recipient(
                        mailbox("Ann", "ann@example.com"),
                        Map.of(
                                "name",
                                "Ann",
                                "total",
                                new BigDecimal("12.50"),
                                "vip",
                                true,
                                "items",
                                Arrays.asList(item, "none"))),
                read);
    }

    @Test
    void aMessageIsReadAsItWasWritten() {
        assertEquals(
                CONTENT, MessageContentFormat.readContent(MessageContentFormat.write(CONTENT), List.of(LOGO, TERMS)));
        MessageContent least = least(List.of());
        assertEquals(least, MessageContentFormat.readContent(MessageContentFormat.write(least), List.of()));
    }

    /** A message of as little content as possible. */
    private static MessageContent least(List<Mailbox> replyTo) {
        return least(replyTo, null);
    }

    private static MessageContent least(List<Mailbox> replyTo, @Nullable String calendar) {
        return new MessageContent(
                mailbox("", "shop@example.com"),
                replyTo,
                null,
                List.of(),
                "",
                null,
                "",
                List.of(),
                List.of(),
                null,
                false,
                null,
                Map.of(),
                false,
                false,
                false,
                LinkParameters.NONE,
                calendar,
                false,
                null);
    }

    @Test
    void onlyContentWithSeveralReplyToAddressesHasVersion2() {
        List<Mailbox> two = List.of(mailbox("Ann", "ann@example.com"), mailbox("", "ben@example.com"));
        for (List<Mailbox> replyTo : List.of(List.<Mailbox>of(), two.subList(0, 1), two)) {
            MessageContent content = least(replyTo);
            ImmutableBytes stored = MessageContentFormat.write(content);
            String version = replyTo.size() > 1 ? "{\"v\":2," : "{\"v\":1,";

            assertEquals(content, MessageContentFormat.readContent(stored, List.of()));
            assertTrue(new String(stored.toBytes(), StandardCharsets.UTF_8).startsWith(version));
        }
    }

    @Test
    void contentWithAStricterProfileHasVersion5() {
        MessageContent individual = least(List.of()).with(List.of(), PrivacyProfile.INDIVIDUAL);
        assertTrue(text(MessageContentFormat.write(individual)).startsWith("{\"v\":1,"));
        MessageContent none = least(List.of()).with(List.of(), PrivacyProfile.NONE);
        ImmutableBytes stored = MessageContentFormat.write(none);
        assertTrue(text(stored).startsWith("{\"v\":5,"), text(stored));
        assertEquals(none, MessageContentFormat.readContent(stored, List.of()));
        ImmutableBytes later = new ImmutableBytes(text(stored)
                .replace("\"privacy\":\"none\"", "\"privacy\":\"later\"")
                .getBytes(StandardCharsets.UTF_8));
        assertEquals(none, MessageContentFormat.readContent(later, List.of()));
    }

    private static String text(ImmutableBytes octets) {
        return new String(octets.toBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void contentWithLinkParametersHasVersion3() {
        Map<String, String> values = new LinkedHashMap<>(Map.of("utm_source", "news"));
        values.put("ref", "ü");
        MessageContent least = least(List.of());
        MessageContent content = new MessageContent(
                least.from(),
                least.replyTo(),
                null,
                List.of(),
                "",
                null,
                "",
                List.of(),
                List.of(),
                null,
                false,
                null,
                Map.of(),
                false,
                false,
                false,
                new LinkParameters(values, List.of("example.com", "example.org")),
                null,
                false,
                null);
        ImmutableBytes stored = MessageContentFormat.write(content);
        MessageContent read = MessageContentFormat.readContent(stored, List.of());

        assertEquals(content, read);
        assertEquals(
                List.of("utm_source", "ref"),
                List.copyOf(read.linkParameters().values().keySet()));
        assertTrue(new String(stored.toBytes(), StandardCharsets.UTF_8).startsWith("{\"v\":3,"));
    }

    /** Older releases would send the message without it. */
    @Test
    void contentWithACalendarHasVersion3() {
        List<Mailbox> two = List.of(mailbox("Ann", "ann@example.com"), mailbox("", "ben@example.com"));
        for (List<Mailbox> replyTo : List.of(List.<Mailbox>of(), two)) {
            MessageContent content = least(replyTo, "BEGIN:VCALENDAR\n…");
            ImmutableBytes stored = MessageContentFormat.write(content);

            assertEquals(content, MessageContentFormat.readContent(stored, List.of()));
            assertTrue(new String(stored.toBytes(), StandardCharsets.UTF_8).startsWith("{\"v\":3,"));
        }
    }

    @Test
    void contentWithATopicHasVersion3() {
        MessageContent content = withTopic(new Topic("product-news", "<Neues> & 😀"));
        ImmutableBytes stored = MessageContentFormat.write(content);

        assertEquals(content, MessageContentFormat.readContent(stored, List.of(LOGO, TERMS)));
        assertTrue(new String(stored.toBytes(), StandardCharsets.UTF_8).startsWith("{\"v\":3,"));
        String without = new String(MessageContentFormat.write(CONTENT).toBytes(), StandardCharsets.UTF_8);
        assertTrue(without.startsWith("{\"v\":1,") && !without.contains("topic"), without);
    }

    private static MessageContent withTopic(Topic topic) {
        return new MessageContent(
                CONTENT.from(),
                CONTENT.replyTo(),
                CONTENT.toHeader(),
                CONTENT.cc(),
                CONTENT.subject(),
                CONTENT.html(),
                CONTENT.text(),
                CONTENT.headers(),
                CONTENT.attachments(),
                CONTENT.campaign(),
                true,
                topic,
                CONTENT.metadata(),
                CONTENT.opens(),
                CONTENT.clicks(),
                CONTENT.template(),
                CONTENT.linkParameters(),
                CONTENT.calendar(),
                false,
                null);
    }

    @ParameterizedTest
    @CsvSource({"1E+3, 1000", "12.50, 12.50", "-0.0000001, -1E-7"})
    void aNumberIsReadAsATemplateShowsIt(BigDecimal number, String shown) {
        Recipient recipient = new Recipient(mailbox("", "ann@example.com"), Map.of("n", number));
        Recipient read = MessageContentFormat.readRecipient(MessageContentFormat.write(recipient));
        assertEquals(shown, String.valueOf(read.data().get("n")));
    }

    @Test
    void theSameDataInTheSameOrderIsStoredAsTheSameBytes() {
        Map<String, Object> data = new LinkedHashMap<>();
        for (int i = 0; i < 20; i++) {
            data.put("field" + i, "x");
        }
        Recipient recipient = new Recipient(mailbox("", "ann@example.com"), data);
        String stored = new String(MessageContentFormat.write(recipient).toBytes(), StandardCharsets.UTF_8);
        assertTrue(
                stored.contains("{\"field0\":\"x\",\"field1\":\"x\",\"field2\":\"x\",\"field3\":\"x\",\"field4\":"),
                stored);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"v\":2,\"to\":{\"address\":\"ann@example.com\"},\"data\":{}}",
                "{\"to\":{\"address\":\"ann@example.com\"},\"data\":{}}",
                "{\"v\":\"1\",\"to\":{\"address\":\"ann@example.com\"},\"data\":{}}"
            })
    void anotherVersionIsRejected(String stored) {
        IllegalStateException rejected =
                assertThrows(IllegalStateException.class, () -> MessageContentFormat.readRecipient(bytes(stored)));
        assertEquals(
                "the stored message has a format that this version of Telltale cannot read: it must have the version 1",
                rejected.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "m\0\0\0\2", "[]", "[1]", "1", "{\"v\":1", "{\"v\":1,\"data\":[}"})
    void damagedBytesAreRejected(String stored) {
        IllegalStateException rejected =
                assertThrows(IllegalStateException.class, () -> MessageContentFormat.readRecipient(bytes(stored)));
        assertEquals("the stored message is damaged: it is not a JSON object", rejected.getMessage());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7_000})
    void aMailOfAnotherProgramIsStoredAsItIs(int paragraphs) {
        String html = "<p>Hi</p>\r\n".repeat(paragraphs);
        ImmutableBytes mail = bytes("From: a@example.com\r\nSubject: Hi\r\nContent-Type: text/html\r\n\r\n" + html);
        MessageContent content = MessageContent.of(
                SourceMail.of(mail.toBytes(), null, true),
                mailbox("", "a@example.com"),
                "spring",
                metadata(),
                false,
                true);
        assertEquals(paragraphs == 1 ? List.of() : List.of(mail), MessageContentFormat.files(content));
        MessageContent read = MessageContentFormat.readContent(
                MessageContentFormat.write(content), MessageContentFormat.files(content));
        assertEquals(mail, Objects.requireNonNull(read.source()).octets());
        assertNull(Objects.requireNonNull(read.source()).sender());
        assertTrue(Objects.requireNonNull(read.source()).isUtf8());
        assertEquals(html.stripTrailing(), read.html());
        assertEquals(
                List.of("Hi", "spring", metadata(), false, true),
                List.of(read.subject(), read.campaign(), read.metadata(), read.opens(), read.clicks()));
    }

    private static Map<String, String> metadata() {
        Map<String, String> metadata = new LinkedHashMap<>(Map.of("order", "42"));
        metadata.put("batch", "7");
        return metadata;
    }

    private static ImmutableBytes stored(String name) throws IOException {
        try (InputStream in = MessageContentFormatTest.class.getResourceAsStream("stored/" + name)) {
            return new ImmutableBytes(Objects.requireNonNull(in).readAllBytes());
        }
    }

    private static Mailbox mailbox(String name, String address) {
        return new Mailbox(name, EmailAddress.parse(address));
    }

    private static ImmutableBytes bytes(String text) {
        return new ImmutableBytes(text.getBytes(StandardCharsets.UTF_8));
    }
}
