package telltale.message.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import telltale.message.Finding;
import telltale.message.MessageContent;
import telltale.message.Personalizer;
import telltale.message.PreparedMessage;
import telltale.message.Recipient;
import telltale.message.TestMessages;
import telltale.message.html.ClickUrls;
import telltale.message.html.LinkParameters;
import telltale.message.html.RecipientLinks;
import telltale.message.html.Tracking;
import telltale.message.html.TrackingPixel;
import telltale.model.Attachment;
import telltale.model.DeliveryId;
import telltale.model.HeaderField;
import telltale.model.Host;
import telltale.model.ImmutableBytes;
import telltale.model.Mailbox;
import telltale.model.MediaType;
import telltale.model.Uuid7;

class MessageChecksTest {
    private static final DeliveryId ID = new DeliveryId(Uuid7.floor(Instant.parse("2026-11-22T12:00:00Z")));
    private static final Recipient ANN = new Recipient(Mailbox.parse("ann@example.com"), Map.of("name", "Ann"));
    private static final String LINK = "<a href='https://shop.com/'>x</a>";

    @Test
    void theSizeIsThatOfTheTrackedHtmlInUtf8() {
        MessageChecks.CheckedCopy copy = checks("https").ofCopy(html("<p>ü</p>" + LINK), ANN, ID);

        String tracked = "<p>ü</p><a href='https://mail.shop.com/app/click/token'>x</a>"
                + TrackingPixel.invisible(URI.create("https://mail.shop.com/app/pixel/token"))
                        .toHtml();
        assertEquals(tracked.getBytes(StandardCharsets.UTF_8).length, copy.htmlBytes());
        assertEquals(1, copy.links());
    }

    @Test
    void htmlThatGmailClipsIsFoundWithItsTrackedLinks() {
        String links = LINK.repeat(2_000);
        assertTrue(links.length() < MessageChecks.GMAIL_LIMIT);

        assertEquals(List.of("gmail-clips"), codes(html(links)));
        assertEquals(List.of(), codes(html(LINK.repeat(1_000))));
    }

    @Test
    void veryLargeHtmlIsNotParsedWhileItIsSubmitted() {
        PreparedMessage message = html("<img>".repeat(150_000));
        List<Finding> findings = Assertions.assertTimeout(
                Duration.ofMillis(500), () -> checks("https").ofFirstCopy(message, ANN, ID));

        assertEquals(
                List.of("gmail-clips"), findings.stream().map(Finding::code).toList());
    }

    @Test
    void aMessageNeedsASubjectAndText() {
        assertEquals(List.of("subject-missing"), codes(message(" ", "<p>Hi</p>", null)));
        assertEquals(List.of("text-empty"), codes(message("Hi", "<img alt='' src='https://shop.com/a'>", null)));
        assertEquals(List.of("text-empty"), codes(message("Hi", "<p>Hi</p>", "\n ")));
        assertEquals(List.of(), codes(message("Hi", null, "Hi")));
        assertEquals(List.of(), codes(message("{{name}}", "<p>{{name}}</p>", null)));
    }

    @Test
    void anAttachedImageIsFoundByItsContentId() {
        Attachment logo =
                new Attachment("a.png", MediaType.parse("image/png"), "logo", new ImmutableBytes(new byte[] {1}));
        String html = "<p>Hi</p><img alt='' src='cid:logo'>";

        assertEquals(List.of(), codes(message("Hi", html, null, false, List.of(), List.of(logo))));
        assertEquals(List.of("image-not-attached"), codes(html(html)));
    }

    @Test
    void bulkMailHasOneClickUnsubscribeOrTheSendersOwn() {
        List<HeaderField> own = List.of(new HeaderField("List-Unsubscribe", "<https://shop.com/u>"));
        String html = "<p>Hi</p><a href='{{unsubscribe}}'>stop</a>";
        PreparedMessage bulk = message("Hi", html, null, true, List.of(), List.of());

        assertEquals(List.of("one-click-missing"), codes(checks("http"), bulk));
        assertEquals(List.of(), codes(checks("https"), bulk));
        assertEquals(List.of(), codes(checks("http"), message("Hi", html, null, true, own, List.of())));
    }

    @Test
    void aLinkThatCannotBeTrackedIsFound() {
        String html = "<p>Hi</p><a href='https://shop.com/" + "a".repeat(2_000) + "'>x</a>";
        Tracking long2000 = new Tracking(
                null,
                new ClickUrls(
                        "https://mail.shop.com/app", link -> link.destination().url()));
        MessageChecks checks = new MessageChecks(
                new Personalizer(
                        id -> long2000,
                        id -> new RecipientLinks("https://a", "https://b", "https://c", "https://d"),
                        TestMessages.UNSIGNED,
                        null),
                sender());

        assertEquals(List.of("link-unchanged"), codes(checks, html(html)));
    }

    @Test
    void aTextWithoutHtmlHasNoFindingsAboutHtml() {
        assertFalse(codes(message("Hi", null, "<img> http://localhost/ #")).contains("image-without-alt"));
    }

    private static PreparedMessage html(String html) {
        return message("Hi", html, "Hi");
    }

    private static PreparedMessage message(String subject, @Nullable String html, @Nullable String text) {
        return message(subject, html, text, false, List.of(), List.of());
    }

    private static PreparedMessage message(
            String subject,
            @Nullable String html,
            @Nullable String text,
            boolean bulk,
            List<HeaderField> headers,
            List<Attachment> attachments) {
        return PreparedMessage.of(new MessageContent(
                Mailbox.parse("shop@shop.com"),
                List.of(),
                null,
                List.of(),
                subject,
                html,
                text,
                headers,
                attachments,
                null,
                bulk,
                null,
                Map.of(),
                true,
                true,
                true,
                LinkParameters.NONE,
                null,
                false,
                null));
    }

    private static MessageChecks checks(String scheme) {
        String base = scheme + "://mail.shop.com/app";
        Tracking tracking = new Tracking(
                TrackingPixel.invisible(URI.create(base + "/pixel/token")), new ClickUrls(base, link -> "token"));
        RecipientLinks links = new RecipientLinks(
                base + "/unsubscribe/token",
                base + "/preferences/token",
                base + "/consent/token",
                base + "/view/token");
        return new MessageChecks(new Personalizer(id -> tracking, id -> links, TestMessages.UNSIGNED, null), sender());
    }

    private static SenderChecks sender() {
        return new SenderChecks(
                any -> new SenderChecks.Setup("shop.com", Set.of(), new Host("mail.shop.com"), true), domain -> false);
    }

    private static List<String> codes(PreparedMessage message) {
        return codes(checks("https"), message);
    }

    private static List<String> codes(MessageChecks checks, PreparedMessage message) {
        return checks.ofCopy(message, ANN, ID).findings().stream()
                .map(Finding::code)
                .toList();
    }
}
