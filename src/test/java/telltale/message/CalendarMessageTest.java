package telltale.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.internet.ContentType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.message.calendar.Invitations;
import telltale.message.html.ClickUrls;
import telltale.message.html.LinkParameters;
import telltale.message.html.RecipientLinks;
import telltale.message.html.Tracking;
import telltale.message.mime.ComposedMessage;
import telltale.model.Attachment;
import telltale.model.ImmutableBytes;
import telltale.model.InvalidInputException;
import telltale.model.Mailbox;
import telltale.model.MediaType;
import telltale.model.Person;
import telltale.model.PersonKey;

class CalendarMessageTest {
    private static final Mailbox ANN = Mailbox.parse("ann@example.com");
    private static final Person PERSON = new Person(PersonKey.ofBytes(new byte[32]), "a***@example.com", null, true);
    private static final String BASE = "https://t.example.org/app";
    private static final Attachment LOGO = file("logo.png", "image/png", "logo");
    private static final Attachment PLAN = file("plan.pdf", "application/pdf", null);

    /** As Google Calendar and Exchange send it: RFC 6047 section 4.2, [MS-OXCMAIL] section 2.1.3.3.8.2. */
    @Test
    void theObjectIsTheLastAlternativeAndAFile() throws Exception {
        assertEquals(
                List.of(
                        "multipart/mixed",
                        "  multipart/alternative",
                        "    text/plain",
                        "    text/html",
                        "    text/calendar",
                        "  application/ics"),
                structure(sent(Invitations.REQUEST, List.of())));
        assertEquals(
                List.of(
                        "multipart/mixed",
                        "  multipart/alternative",
                        "    text/plain",
                        "    multipart/related",
                        "      text/html",
                        "      image/png",
                        "    text/calendar",
                        "  application/pdf",
                        "  application/ics"),
                structure(sent(Invitations.REQUEST, List.of(LOGO, PLAN))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"REQUEST", "CANCEL"})
    void theMediaTypeHasTheMethodOfTheObject(String method) throws Exception {
        String object = method.equals("CANCEL") ? Invitations.CANCEL : Invitations.REQUEST;

        ContentType type = new ContentType(calendar(sent(object, List.of())).getContentType());

        assertEquals(method, type.getParameter("method"));
        assertEquals("utf-8", type.getParameter("charset"));
    }

    @Test
    void bothPartsHaveTheSameOctets() throws Exception {
        String object = Invitations.REQUEST.replace("Opening", "Eröffnung = 1. Tag, ☂ ".repeat(20) + "\\nx ");
        ComposedMessage sent = sent(object.replace("\r\n", "\n"), List.of());

        String alternative = text(calendar(sent));

        assertEquals(object, alternative.replace("\r\n ", ""));
        assertEquals(alternative, text(file(sent)));
        assertEquals("invite.ics", file(sent).getFileName());
        assertEquals(Part.ATTACHMENT, file(sent).getDisposition());
        assertNull(calendar(sent).getDisposition());
        Arrays.stream(alternative.split("\r\n"))
                .forEach(line -> assertTrue(line.getBytes(StandardCharsets.UTF_8).length <= 75, line));
        Arrays.stream(TestMessages.wire(sent).split("\r\n")).forEach(line -> assertTrue(line.length() <= 78, line));
    }

    /** Its links and the placeholders of Telltale have no meaning in it. */
    @Test
    void trackingDoesNotChangeTheObject() throws Exception {
        String object = Invitations.REQUEST.replace(
                "SEQUENCE:0",
                "SEQUENCE:0\r\nURL:https://shop.example/a\r\nDESCRIPTION:<a href=\"https://shop.example/\">x</a>");
        ComposedMessage sent = sent(object, List.of());

        assertEquals(object, text(calendar(sent)));
        assertTrue(TestMessages.wire(sent).contains("/click/"));
    }

    @Test
    void mergeFieldsAreFilledForEachRecipient() throws Exception {
        String template = Invitations.REQUEST
                .replaceAll("ATTENDEE.*\r\n", "")
                .replace(
                        "SUMMARY:Opening",
                        "ATTENDEE;RSVP=TRUE;CN={{name}}:mailto:{{address}}\r\nSUMMARY:For {{name}}\r\n"
                                + "DESCRIPTION:{{note}}");
        MessageContent content = content(template, List.of(), true);

        String anns = text(calendar(sent(
                content, Map.of("name", "Ann, A.", "address", "ann@example.com", "note", "a;b\nATTENDEE:mailto:x"))));
        String bens =
                text(calendar(sent(content, Map.of("name", "Ben", "address", "ben@example.com", "note", "\"Ben\""))));

        assertTrue(anns.contains("ATTENDEE;RSVP=TRUE;CN=\"Ann, A.\":mailto:ann@example.com\r\n"), anns);
        assertTrue(anns.contains("SUMMARY:For Ann\\, A.\r\nDESCRIPTION:a\\;b\\nATTENDEE:mailto:x\r\n"), anns);
        assertTrue(bens.contains("ATTENDEE;RSVP=TRUE;CN=Ben:mailto:ben@example.com\r\n"), bens);
        assertFalse(bens.contains("ann@example.com"), bens);
    }

    @Test
    void textThatIsNoTemplateKeepsItsBraces() throws Exception {
        String object = Invitations.REQUEST.replace("Opening", "{{name}}");

        assertEquals(object, text(calendar(sent(content(object, List.of(), false), Map.of("name", "Ann")))));
    }

    @Test
    void aMissingMergeFieldIsNamed() {
        PreparedMessage message =
                PreparedMessage.of(content(Invitations.REQUEST.replace("Opening", "{{place}}"), List.of(), true));

        InvalidInputException missing =
                assertThrows(InvalidInputException.class, () -> message.merge(new Recipient(ANN, Map.of())));

        assertEquals("calendar", missing.field());
        assertEquals("calendar uses {{place}}, which is not in data (line 13)", missing.detail());
    }

    private static MessageContent content(String calendar, List<Attachment> files, boolean template) {
        return new MessageContent(
                Mailbox.parse("Shop <shop@example.com>"),
                List.of(),
                null,
                List.of(),
                "Opening",
                "<p>Come to <a href=\"https://shop.example/\">us</a></p>",
                null,
                List.of(),
                files,
                null,
                false,
                null,
                Map.of(),
                true,
                true,
                template,
                LinkParameters.NONE,
                calendar,
                false,
                null);
    }

    private static ComposedMessage sent(String calendar, List<Attachment> files) {
        return sent(content(calendar, files, true), Map.of());
    }

    private static ComposedMessage sent(MessageContent content, Map<String, Object> data) {
        MergedMessage merged = PreparedMessage.of(content).merge(new Recipient(ANN, data));
        Personalizer personalizer = new Personalizer(
                id -> new Tracking(TestMessages.PIXEL, new ClickUrls(BASE, link -> "x" + link.number())),
                id -> new RecipientLinks(
                        BASE + "/unsubscribe/x", BASE + "/preferences/x", BASE + "/consent/x", BASE + "/view/x"),
                TestMessages.UNSIGNED,
                null);
        Personalizer.PersonalizedMessage tracked = personalizer.personalize(merged.toMail(), PERSON, TestMessages.ID);
        return MessageComposer.compose(
                merged.copy(TestMessages.envelope(ANN.address(), ANN.address()), tracked),
                TestMessages.ID,
                TestMessages.DATE,
                tracked.html());
    }

    private static Attachment file(String name, String type, @Nullable String contentId) {
        return new Attachment(name, MediaType.parse(type), contentId, new ImmutableBytes(new byte[] {1, 2, 3}));
    }

    private static BodyPart calendar(ComposedMessage sent) throws Exception {
        Multipart alternatives =
                (Multipart) ((Multipart) TestMessages.parsed(sent).getContent())
                        .getBodyPart(0)
                        .getContent();
        return alternatives.getBodyPart(alternatives.getCount() - 1);
    }

    private static BodyPart file(ComposedMessage sent) throws Exception {
        Multipart mixed = (Multipart) TestMessages.parsed(sent).getContent();
        return mixed.getBodyPart(mixed.getCount() - 1);
    }

    private static String text(BodyPart part) throws IOException, MessagingException {
        return new String(part.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static List<String> structure(ComposedMessage sent) throws Exception {
        List<String> types = new ArrayList<>();
        addTypes(TestMessages.parsed(sent), "", types);
        return types;
    }

    private static void addTypes(Part part, String indent, List<String> types) throws Exception {
        types.add(indent + new ContentType(part.getContentType()).getBaseType());
        if (part.getContent() instanceof Multipart parts) {
            for (int i = 0; i < parts.getCount(); i++) {
                addTypes(parts.getBodyPart(i), indent + "  ", types);
            }
        }
    }
}
