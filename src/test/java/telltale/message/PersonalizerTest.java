package telltale.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.message.Personalizer.PersonalizedMessage;
import telltale.message.html.ClickUrls;
import telltale.message.html.RecipientLinks;
import telltale.message.html.Tracking;
import telltale.message.html.TrackingPixel;
import telltale.message.mime.Attachments;
import telltale.message.mime.SharedHeaders;
import telltale.model.ComplaintAddress;
import telltale.model.DeliveryId;
import telltale.model.EmailAddress;
import telltale.model.MailMessage;
import telltale.model.Mailbox;
import telltale.model.Person;
import telltale.model.PersonKey;
import telltale.model.Uuid7;

class PersonalizerTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final DeliveryId ID = new DeliveryId(Uuid7.at(NOON, new Random(1)));
    private static final EmailAddress ANN = EmailAddress.parse("ann@example.com");
    private static final String SECURE = "https://mail.example.com/app";
    private static final String FOOTER = "<a href=\"{{unsubscribe}}\">No more</a>";
    private static final String HTML =
            "<html><body><p>Hello <a href=\"https://shop.example/a\">x</a></p></body></html>";

    @Test
    void linkPlaceholdersBecomeTheRecipientsLinksAndAreNotTracked() {
        String html = "<p><a href='{{unsubscribe}}'>stop</a><a href=%7B%7B preferences %7D%7D>choose</a></p>";
        PersonalizedMessage personalized =
                personalize(mail(html, "stop: {{ Unsubscribe }}", true), SECURE, FOOTER, true);
        assertTrue(
                personalized.html().html().contains("<a href='https://mail.example.com/app/unsubscribe/1'>stop</a>"));
        assertTrue(
                personalized.html().html().contains("<a href=https://mail.example.com/app/preferences/1>choose</a>"));
        assertEquals("stop: https://mail.example.com/app/unsubscribe/1", String.valueOf(personalized.text()));
        assertEquals(List.of(), personalized.html().links());
    }

    @Test
    void incompletePlaceholdersAreKept() {
        String text =
                "{ {{ {{{unsubscribe}}} 5 % %7b%7B%20preferences%7d%7D {{unsubscribe {{other}} %7B{unsubscribe}} {{";
        assertEquals(
                "{ {{ {https://mail.example.com/app/unsubscribe/1} 5 % https://mail.example.com/app/preferences/1"
                        + " {{unsubscribe {{other}} %7B{unsubscribe}} {{",
                String.valueOf(personalize(mail(HTML, text, true), SECURE, FOOTER, true)
                        .text()));
    }

    @Test
    void bulkMailWithoutAnUnsubscribeLinkGetsTheFooter() {
        PersonalizedMessage personalized = personalize(mail(HTML, null, true), SECURE, FOOTER, false);
        String html = personalized.html().html();
        assertTrue(
                html.endsWith("<a href=\"https://mail.example.com/app/unsubscribe/1\">No more</a></div></body></html>"),
                html);
        assertTrue(html.startsWith(HTML.substring(0, HTML.indexOf("</body>"))), html);
        assertEquals(List.of(Personalizer.NOT_TRACKED), personalized.warnings());
    }

    @Test
    void anIndividualMessageGetsNoFooter() {
        assertEquals(
                HTML,
                personalize(mail(HTML, null, false), SECURE, FOOTER, false)
                        .html()
                        .html());
        assertNull(personalize(mail(HTML, null, false), SECURE, FOOTER, false).unsubscribe());
    }

    @Test
    void withoutFooterTheSenderIsWarnedOfTheMissingLink() {
        assertEquals(
                List.of(Personalizer.NO_UNSUBSCRIBE_LINK),
                personalize(mail(HTML, null, true), SECURE, null, true).warnings());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Dear reader", "Dear reader\n", "Dear reader\r\n\r\n", "Dear reader"})
    void theTextOfBulkMailGetsTheFooterInWords(String text) {
        PersonalizedMessage personalized = personalize(mail(HTML, text, true), SECURE, FOOTER, true);
        assertEquals(
                "Dear reader\n\nNo more <https://mail.example.com/app/unsubscribe/1>\n",
                String.valueOf(personalized.text()));
        assertEquals(List.of(), personalized.warnings());
    }

    @Test
    void eachPartGetsTheFooterOnlyIfItHasNoUnsubscribeLink() {
        String html = "<p><a href='{{unsubscribe}}'>stop</a></p>";
        assertEquals(
                "hi\n\nNo more <https://mail.example.com/app/unsubscribe/1>\n",
                String.valueOf(personalize(mail(html, "hi", true), SECURE, FOOTER, true)
                        .text()));
        PersonalizedMessage withLinkInText = personalize(mail(HTML, "{{ UNSUBSCRIBE }}", true), SECURE, FOOTER, true);
        assertEquals("https://mail.example.com/app/unsubscribe/1", String.valueOf(withLinkInText.text()));
        assertTrue(withLinkInText.html().html().contains("No more</a>"));
        assertEquals(
                "hi",
                String.valueOf(personalize(mail(HTML, "hi", false), SECURE, FOOTER, true)
                        .text()));
    }

    @Test
    void thePreferenceLinkAloneIsNotAWayToUnsubscribe() {
        PersonalizedMessage personalized = personalize(
                mail("<a href='{{preferences}}'>choose</a>", "{{preferences}}", true), SECURE, FOOTER, true);
        assertTrue(personalized.html().html().contains("/unsubscribe/1\">No more</a>"));
        assertTrue(String.valueOf(personalized.text()).contains("/unsubscribe/1>"));
    }

    @Test
    void aTextOnlyBulkMailHasTheFooterOnceInEachPart() {
        PersonalizedMessage personalized = personalize(mail(null, "Dear reader", true), SECURE, FOOTER, false);
        assertEquals(
                "Dear reader\n\nNo more <https://mail.example.com/app/unsubscribe/1>\n",
                String.valueOf(personalized.text()));
        assertEquals(1, personalized.html().html().split("No more", -1).length - 1);
        assertTrue(personalized.html().html().contains("<p>Dear reader</p>"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<a href=\"{{unsubscribe}}\">No more</a>",
                "<b>x</b> <a href='{{ unsubscribe }}'>Stop</a> · <a href='{{preferences}}'>Choose</a>",
                "Address: {{unsubscribe}}"
            })
    void everyFooterHasTheAddressInItsText(String footer) {
        PersonalizedMessage personalized = personalize(mail(HTML, "hi", true), SECURE, footer, true);
        String text = String.valueOf(personalized.text());
        assertTrue(text.startsWith("hi\n\n") && text.contains("https://mail.example.com/app/unsubscribe/1"), text);
        assertFalse(text.contains("{{"), text);
    }

    @Test
    void withoutFooterTheSenderIsWarnedOfTheMissingLinkInTheText() {
        String html = "<p><a href='{{unsubscribe}}'>stop</a></p>";
        assertEquals(
                List.of(Personalizer.NO_UNSUBSCRIBE_LINK_IN_TEXT),
                personalize(mail(html, "hi", true), SECURE, null, true).warnings());
        assertEquals(
                List.of(),
                personalize(mail(html, null, true), SECURE, null, true).warnings());
        assertEquals(
                List.of(),
                personalize(mail(html, "{{unsubscribe}}", true), SECURE, null, true)
                        .warnings());
        assertEquals(
                List.of(),
                personalize(mail(html, "hi", false), SECURE, null, true).warnings());
    }

    @Test
    void theSenderIsWarnedOfAnUnfilledFieldInAUrl() {
        assertEquals(
                List.of(Personalizer.UNFILLED_FIELD + "https://shop.example/?id={{id}}"),
                personalize(mail("<a href='https://shop.example/?id={{id}}'>x</a>", null, false), SECURE, null, true)
                        .warnings());
    }

    @Test
    void oneClickRequiresHttpsAndTheSenderIsWarnedOtherwise() {
        PersonalizedMessage personalized =
                personalize(mail(HTML, null, true), "http://localhost:8080/app", FOOTER, true);
        assertNull(personalized.unsubscribe());
        assertEquals(List.of(Personalizer.NO_ONE_CLICK), personalized.warnings());
    }

    @Test
    void aRecipientWhoOptedOutGetsNoPixelAndPlainLinks() {
        assertEquals(
                HTML,
                personalize(mail(HTML, null, false), SECURE, FOOTER, false)
                        .html()
                        .html());
        String tracked = personalize(mail(HTML, null, false), SECURE, FOOTER, true)
                .html()
                .html();
        assertTrue(tracked.contains("/pixel/") && tracked.contains("/click/"), tracked);
    }

    @Test
    void bulkMailHasBothOneClickUnsubscribeFields() throws IOException {
        PersonalizedMessage personalized = personalize(mail(HTML, null, true), SECURE, FOOTER, true);
        String bytes = composed(personalized);
        assertTrue(bytes.contains("\r\nList-Unsubscribe: <https://mail.example.com/app/unsubscribe/1>\r\n"), bytes);
        assertTrue(bytes.contains("\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"), bytes);
        assertFalse(composed(personalize(mail(HTML, null, false), SECURE, FOOTER, true))
                .contains("List-Unsubscribe"));
    }

    /** RFC 9477 section 3.1: the address is in the sender's domain, or the fields would have no effect. */
    @ParameterizedTest
    @CsvSource({"fbl@example.com, true", "fbl@fbl.example.com, true", "fbl@example.org, false"})
    void everyMailAnnouncesTheAddressForComplaintsAboutItsDelivery(String address, boolean isUsed) throws IOException {
        ComplaintAddress complaints = new ComplaintAddress(EmailAddress.parse(address));
        Personalizer personalizer = new Personalizer(
                delivery -> Tracking.NONE,
                delivery -> new RecipientLinks(SECURE + "/u", SECURE + "/p", SECURE + "/c", SECURE + "/v"),
                new ReturnPath() {
                    @Override
                    public Optional<ComplaintFields> complaints(DeliveryId delivery) {
                        return Optional.of(new ComplaintFields(complaints, "token-of-" + delivery));
                    }
                },
                null);

        String bytes = composed(personalizer.personalize(
                mail(HTML, null, false),
                new Person(PersonKey.ofBytes(new byte[32]), "a***@example.com", null, true),
                ID));

        assertEquals(
                isUsed,
                bytes.contains(
                        "\r\nCFBL-Address: " + address + "; report=arf\r\nCFBL-Feedback-ID: token-of-" + ID + "\r\n"),
                bytes);
        assertEquals(isUsed, bytes.contains("CFBL-"), bytes);
    }

    private static String composed(PersonalizedMessage personalized) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Mailbox ann = new Mailbox("", ANN);
        RecipientCopy copy = new RecipientCopy(
                new SharedHeaders(ann, List.of(), List.of(), List.of()),
                TestMessages.envelope(ANN, ANN),
                ann,
                "Hi",
                personalized.untracked(),
                personalized.text(),
                personalized.unsubscribe(),
                personalized.complaints(),
                Attachments.NONE,
                false);
        MessageComposer.compose(copy, ID, NOON, personalized.html()).writeTo(bytes);
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static MailMessage mail(@Nullable String html, @Nullable String text, boolean bulk) {
        return new MailMessage(ANN, "Hi", html, text, null, bulk);
    }

    private static PersonalizedMessage personalize(
            MailMessage mail, String base, @Nullable String footer, boolean tracked) {
        Personalizer personalizer = new Personalizer(
                delivery -> new Tracking(
                        TrackingPixel.invisible(URI.create(base + "/pixel/1")),
                        new ClickUrls(base, link -> String.valueOf(link.number()))),
                delivery -> new RecipientLinks(
                        base + "/unsubscribe/1", base + "/preferences/1", base + "/consent/1", base + "/view/1"),
                TestMessages.UNSIGNED,
                footer);
        return personalizer.personalize(
                mail, new Person(PersonKey.ofBytes(new byte[32]), "a***@example.com", null, tracked), ID);
    }
}
