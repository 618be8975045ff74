package telltale.web.notifications;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostmarkTest {
    private static final Samples SAMPLES = new Samples("postmark");

    private static String meaning(String event) {
        return Samples.meaning(Postmark.events(event));
    }

    /** Telltale tracks opens and clicks itself. */
    @ParameterizedTest
    @CsvSource({
        "Bounce, bounce mailbox-gone?",
        "Delivery, success -",
        "SpamComplaint, complaint -",
        "SubscriptionChange, unsubscribe -",
        "Open, ignored",
        "Click, ignored"
    })
    void eachRecordHasItsMeaning(String event, String expected) {
        assertEquals(expected, meaning(SAMPLES.event(event)));
    }

    @ParameterizedTest
    @CsvSource({
        "HardBounce, bounce mailbox-gone?",
        "SoftBounce, bounce -",
        "BadEmailAddress, bounce mailbox-gone",
        "Unknown, bounce -",
        "SpamNotification, bounce content?",
        "VirusNotification, bounce content?",
        "Blocked, bounce reputation?",
        "DMARCPolicy, bounce authentication?",
        "Unconfirmed, bounce policy",
        "SMTPApiError, bounce protocol?",
        "TemplateRenderingFailed, bounce content",
        "Transient, delay -",
        "DnsError, delay network?",
        "SpamComplaint, complaint -",
        "Unsubscribe, unsubscribe -",
        "AutoResponder, ignored",
        "AddressChange, ignored",
        "Subscribe, ignored",
        "OpenRelayTest, ignored",
        "ChallengeVerification, ignored",
        "ManuallyDeactivated, ignored",
        "InboundError, ignored",
        "OfTheFuture, ignored",
        "'', ignored"
    })
    void eachTypeOfBounceHasItsMeaning(String type, String expected) {
        assertEquals(expected, meaning(SAMPLES.event("Bounce").replace("HardBounce", type)));
    }

    @ParameterizedTest
    @CsvSource({
        "HardBounce, Recipient, bounce mailbox-gone?",
        "SpamComplaint, Recipient, complaint -",
        "ManualSuppression, Recipient, unsubscribe -",
        "ManualSuppression, Customer, ignored",
        "ManualSuppression, Admin, ignored",
        "OfTheFuture, Recipient, ignored"
    })
    void aSuppressionHasTheMeaningOfItsReason(String reason, String origin, String expected) {
        String event = SAMPLES.event("SubscriptionChange")
                .replace("ManualSuppression", reason)
                .replace("\"Origin\":\"Recipient\"", "\"Origin\":\"" + origin + "\"");
        assertEquals(expected, meaning(event));
    }

    @Test
    void theEndOfASuppressionIsIgnored() {
        String event = SAMPLES.event("SubscriptionChange").replace(":true", ":false");
        assertEquals("ignored", meaning(event));
    }
}
