package telltale.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.util.Optional;
import java.util.UUID;
import org.jsoup.Jsoup;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.message.Personalizer.PersonalizedMessage;
import telltale.message.html.ClickUrls;
import telltale.message.html.LinkParameters;
import telltale.message.html.NoticeFooter;
import telltale.message.html.Placeholders;
import telltale.message.html.PreparedTemplate;
import telltale.message.html.RecipientLinks;
import telltale.message.html.Tracking;
import telltale.message.html.TrackingPixel;
import telltale.model.DeliveryId;
import telltale.model.EmailAddress;
import telltale.model.MailMessage;
import telltale.model.Mailbox;
import telltale.model.Person;
import telltale.model.PersonKey;
import telltale.model.PrivacyProfile;

/** The footer about the measurement, in whole mails. */
class NoticeInMailsTest {
    private static final String BASE = "https://mail.example.com/app";
    private static final String NOTICE = BASE + "/privacy?lang=fr";
    private static final String HTML =
            "<html lang=\"fr\"><body><p>Hi <a href=\"https://shop.example/\">shop</a></p></body></html>";
    private static final EmailAddress ANN = EmailAddress.parse("ann@example.com");
    private static final DeliveryId ID = new DeliveryId(UUID.fromString("01935b1e-7a3c-7c3e-9f6b-2d1f4a5b6c7d"));
    private static final Person PERSON = new Person(PersonKey.ofBytes(new byte[32]), "a***@example.com", null, true);

    private static Personalizer personalizer(@Nullable String footer) {
        SenderAddresses addresses = new SenderAddresses(
                mail -> new Tracking(
                        TrackingPixel.invisible(URI.create(BASE + "/pixel/1")),
                        new ClickUrls(BASE, link -> String.valueOf(link.number()))),
                id -> new RecipientLinks(
                        BASE + "/unsubscribe/1", BASE + "/preferences/1", BASE + "/consent/1", BASE + "/view/1"),
                TestMessages.UNSIGNED,
                BASE + "/privacy");
        return new Personalizer(
                addresses, domain -> Optional.empty(), footer, new NoticeFooter("fr"), PrivacyProfile.INDIVIDUAL);
    }

    private static PersonalizedMessage personalize(MailMessage mail, TrackingOptions asked) {
        return personalizer(null).personalize(mail, PERSON, ID, asked);
    }

    private static MailMessage mail(@Nullable String html, @Nullable String text, boolean bulk) {
        return new MailMessage(ANN, "Hi", html, text, null, bulk);
    }

    private static String text(PersonalizedMessage message) {
        return String.valueOf(message.text());
    }

    @Test
    void underHygieneItIsAboutTheDayOnly() {
        TrackingOptions hygiene = new TrackingOptions(true, false, LinkParameters.NONE, PrivacyProfile.HYGIENE);

        assertTrue(text(personalize(mail(HTML, "Hi", false), hygiene)).contains("le jour"));
        assertFalse(text(personalize(mail(HTML, "Hi", false), hygiene)).contains("les clics"));
        assertTrue(
                text(personalize(mail(HTML, "Hi", false), TrackingOptions.ALL)).contains("les clics"));
    }

    @Test
    void bothPartsHaveItAndItsLinksAreNotTracked() {
        PersonalizedMessage measured = personalize(mail(HTML, "Hi", false), TrackingOptions.ALL);

        String html = measured.html().html();
        assertEquals(
                "[https://mail.example.com/app/click/1, " + NOTICE + ", https://mail.example.com/app/preferences/1]",
                Jsoup.parse(html).select("a").eachAttr("href").toString());
        assertTrue(text(measured).contains(NOTICE), () -> text(measured));
        assertTrue(text(measured).contains(BASE + "/preferences/1"), () -> text(measured));
    }

    @Test
    void aTextAloneGetsItInBothParts() {
        PersonalizedMessage measured = personalize(mail(null, "Hi", false), TrackingOptions.ALL);

        assertTrue(measured.html().html().contains(NOTICE), measured.html()::html);
        assertTrue(text(measured).contains(NOTICE), () -> text(measured));
    }

    @ParameterizedTest
    @CsvSource({"false, false, INDIVIDUAL", "true, true, NONE"})
    void aMailThatIsNotMeasuredIsUnchanged(boolean opens, boolean clicks, PrivacyProfile profile) {
        PersonalizedMessage plain =
                personalize(mail(HTML, "Hi", false), new TrackingOptions(opens, clicks, LinkParameters.NONE, profile));

        assertEquals(HTML, plain.html().html());
        assertFalse(text(plain).contains("privacy"), () -> text(plain));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aPreparedMailIsTheSame(boolean bulk) {
        Personalizer personalizer = personalizer("<a href='{{unsubscribe}}'>No more</a>");
        MailMessage mail = mail(HTML, "Hi", bulk);
        MessageContent content = MessageContent.of(mail, new Mailbox("", ANN));
        Placeholders html = Placeholders.none(HTML);
        PreparedTemplate template =
                personalizer.prepare(html, bulk, null, content.tracking(), ID).orElseThrow();

        PersonalizedMessage prepared = personalizer.personalize(template, html, "Hi", content, PERSON, ID);
        PersonalizedMessage single = personalizer.personalize(mail, PERSON, ID, content.tracking());

        assertEquals(single.html().html(), prepared.html().html());
        assertEquals(text(single), text(prepared));
        assertTrue(prepared.html().html().contains(NOTICE));
    }
}
