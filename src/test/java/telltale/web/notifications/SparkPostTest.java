package telltale.web.notifications;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SparkPostTest {
    private static final Samples SAMPLES = new Samples("sparkpost");

    private static String meaning(String event) {
        return Samples.meaning(SparkPost.events(event));
    }

    @ParameterizedTest
    @CsvSource({
        "delivery, success -",
        "bounce, bounce mailbox-gone?",
        "out_of_band, bounce mailbox-full?",
        "delay, delay network?",
        "policy_rejection, bounce policy",
        "generation_failure, bounce content",
        "spam_complaint, complaint -",
        "list_unsubscribe, unsubscribe -",
        "injection, ignored",
        "initial_open, ignored"
    })
    void eachEventHasItsMeaning(String event, String expected) {
        assertEquals(expected, meaning(SAMPLES.event(event)));
    }

    @ParameterizedTest
    @CsvSource({"link_unsubscribe, unsubscribe -", "generation_rejection, bounce policy", "of the future, ignored"})
    void anEventWithoutASampleHasItsMeaning(String event, String expected) {
        String renamed = SAMPLES.event("injection").replace("\"injection\"", "\"" + event + "\"");
        assertEquals(expected, meaning(renamed));
    }

    @Test
    void theTestOfAnAddressHasNoEvent() {
        assertEquals("", meaning("[{\"msys\":{}}]"));
    }

    /** Automatic replies, subscriptions and challenges are ignored. */
    @ParameterizedTest
    @CsvSource({
        "1, bounce -",
        "10, bounce mailbox-gone?",
        "20, bounce -",
        "21, bounce network?",
        "22, bounce mailbox-full?",
        "23, bounce size?",
        "24, bounce expired?",
        "25, bounce policy",
        "26, bounce policy",
        "30, bounce mailbox-gone?",
        "40, bounce -",
        "50, bounce reputation?",
        "51, bounce reputation?",
        "52, bounce content?",
        "53, bounce content?",
        "54, bounce policy?",
        "60, ignored",
        "70, delay -",
        "80, ignored",
        "90, unsubscribe -",
        "100, ignored",
        "999, bounce -",
        "'', bounce -"
    })
    void eachClassOfAReturnedMailHasItsMeaning(String bounceClass, String expected) {
        String event = SAMPLES.event("out_of_band")
                .replace("\"bounce_class\":\"22\"", "\"bounce_class\":\"" + bounceClass + "\"");
        assertEquals(expected, meaning(event));
    }

    @ParameterizedTest
    @CsvSource({
        "abuse, complaint -",
        "other, complaint -",
        "fraud, complaint -",
        "'', complaint -",
        "not-spam, ignored",
        "auth-failure, ignored"
    })
    void notEveryFeedbackIsAComplaint(String feedbackType, String expected) {
        assertEquals(
                expected, meaning(SAMPLES.event("spam_complaint").replace("\"abuse\"", "\"" + feedbackType + "\"")));
    }
}
