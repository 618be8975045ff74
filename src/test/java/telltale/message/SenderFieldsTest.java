package telltale.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import telltale.model.ComplaintAddress;
import telltale.model.EmailAddress;
import telltale.model.HeaderField;
import telltale.model.InvalidInputException;
import telltale.model.MailMessage;
import telltale.model.Mailbox;
import telltale.model.PrivacyProfile;

class SenderFieldsTest {
    private static final HeaderField UNIT = new HeaderField("X-Unit", "shop");
    private static final SenderFields FIELDS =
            new SenderFields(Map.of("example.com", List.of(UNIT)), "acmecorp", PrivacyProfile.INDIVIDUAL);

    @Test
    void mailFromADomainGetsTheFieldsOfThatDomainOnly() {
        assertEquals(
                List.of(UNIT),
                FIELDS.addTo(content("Shop <a@EXAMPLE.com>", null, false)).headers());
        assertEquals(
                List.of(),
                FIELDS.addTo(content("a@sub.example.com", null, false)).headers());
        assertEquals(
                List.of(), FIELDS.addTo(content("a@example.org", null, false)).headers());
    }

    @Test
    void theFieldsOfTheMessageTakePrecedence() {
        List<HeaderField> own =
                List.of(new HeaderField("X-UNIT", "press"), new HeaderField("feedback-id", "a:b:c:mine1"));
        MessageContent content = content("a@example.com", "autumn", true).with(own, null);

        assertEquals(own, FIELDS.addTo(content).headers());
    }

    @Test
    void aFeedbackIdOfTheDomainTakesPrecedenceOverTheSetting() {
        HeaderField ofDomain = new HeaderField("Feedback-ID", "::bulk:example");
        SenderFields fields =
                new SenderFields(Map.of("example.com", List.of(ofDomain)), "acmecorp", PrivacyProfile.INDIVIDUAL);

        assertEquals(
                List.of(ofDomain),
                fields.addTo(content("a@example.com", "autumn", true)).headers());
    }

    @Test
    void aMessageIsUnderTheProfileOfTheSettingsOrAStricterOne() {
        SenderFields consent = new SenderFields(Map.of(), null, PrivacyProfile.CONSENT);
        MessageContent content = content("a@example.com", null, false);
        assertEquals(PrivacyProfile.CONSENT, consent.addTo(content).privacy());
        MessageContent none = content.with(List.of(), PrivacyProfile.NONE);
        assertEquals(PrivacyProfile.NONE, consent.addTo(none).privacy());
        MessageContent laxer = content.with(List.of(), PrivacyProfile.INDIVIDUAL);
        InvalidInputException refused = assertThrows(InvalidInputException.class, () -> consent.addTo(laxer));
        assertEquals("privacy", refused.field());
    }

    @Test
    void onlyBulkMailGetsAFeedbackId() {
        assertEquals(Optional.of("autumn::bulk:acmecorp"), feedbackId(content("a@example.org", "autumn", true)));
        assertEquals(Optional.of("::bulk:acmecorp"), feedbackId(content("a@example.org", null, true)));
        assertEquals(Optional.empty(), feedbackId(content("a@example.org", "autumn", false)));
        MessageContent bulk = content("a@example.org", "autumn", true);
        assertEquals(bulk, SenderFields.NONE.addTo(bulk));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Autumn sale 2026 | Autumn-sale-2026",
                "a:b, c | a-b-c",
                "Frühling | Fruhling",
                "v1.2_x-y | v1.2_x-y"
            })
    void theCampaignIsWrittenInCharactersThatAreAllowed(String campaign, String identifier) {
        assertEquals(Optional.of(identifier + "::bulk:acmecorp"), feedbackId(content("a@example.org", campaign, true)));
    }

    /** Their complaints would be added up. */
    @Test
    void campaignsThatDifferInOtherLettersHaveDifferentIdentifiers() {
        Optional<String> autumn = feedbackId(content("a@example.org", "Осень 2026", true));
        Optional<String> winter = feedbackId(content("a@example.org", "Зима 2026", true));
        String first = "x".repeat(60);

        assertNotEquals(autumn, winter);
        assertTrue(autumn.orElseThrow().matches("[A-Za-z0-9._-]+::bulk:acmecorp"), autumn::toString);
        assertNotEquals(
                feedbackId(content("a@example.org", first + "1", true)),
                feedbackId(content("a@example.org", first + "2", true)));
    }

    @ParameterizedTest
    @CsvSource({
        "fbl@example.com, example.com, true",
        "fbl@Complaints.Example.com, example.com, true",
        "fbl@example.com, news.example.com, false",
        "fbl@badexample.com, example.com, false",
        "fbl@example.org, example.com, false",
        "fbl@bücher.example, xn--bcher-kva.example, true"
    })
    void anAddressForComplaintsIsInTheDomainOfTheSender(String address, String domain, boolean isUsed) {
        ComplaintFields fields = new ComplaintFields(new ComplaintAddress(EmailAddress.parse(address)), "token");

        assertEquals(isUsed ? 2 : 0, fields.headers(domain).size());
    }

    @Test
    void theFieldsForComplaintsAreThoseOfRfc9477() {
        ComplaintFields fields =
                new ComplaintFields(new ComplaintAddress(EmailAddress.parse("fbl@example.com")), "AbC_1-2");

        assertEquals(
                "CFBL-Address: fbl@example.com; report=arf\r\nCFBL-Feedback-ID: AbC_1-2\r\n",
                fields.headers("example.com").get(0).toWire()
                        + fields.headers("example.com").get(1).toWire());
        assertFalse(fields.headers("example.com").isEmpty());
    }

    private static MessageContent content(String from, @Nullable String campaign, boolean bulk) {
        MailMessage mail =
                new MailMessage(EmailAddress.parse("ann@example.com"), "Hi", "<p>Hi</p>", null, campaign, bulk);
        return MessageContent.of(mail, Mailbox.parse(from));
    }

    private static Optional<String> feedbackId(MessageContent content) {
        return FIELDS.addTo(content).headers().stream()
                .filter(field -> field.name().equals("Feedback-ID"))
                .map(HeaderField::value)
                .findFirst();
    }
}
