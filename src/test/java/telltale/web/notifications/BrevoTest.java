package telltale.web.notifications;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BrevoTest {
    private static final Samples SAMPLES = new Samples("brevo");

    @ParameterizedTest
    @CsvSource({
        "delivered, success -",
        "hard_bounce, bounce mailbox-gone?",
        "soft_bounce, bounce -",
        "invalid_email, bounce mailbox-gone?",
        "blocked, bounce policy",
        "error, bounce server-trouble?",
        "deferred, delay -",
        "spam, complaint -",
        "complaint, complaint -",
        "unsubscribed, unsubscribe -",
        "request, ignored",
        "proxy_open, ignored"
    })
    void eachEventHasItsMeaning(String event, String expected) {
        assertEquals(expected, Samples.meaning(Brevo.events(SAMPLES.event(event))));
    }

    @ParameterizedTest
    @CsvSource({"unsubscribe, unsubscribe -", "list_addition, ignored", "of the future, ignored", "'', ignored"})
    void anEventWithoutASampleHasItsMeaning(String event, String expected) {
        String renamed = SAMPLES.event("request").replace("\"request\"", "\"" + event + "\"");
        assertEquals(expected, Samples.meaning(Brevo.events(renamed)));
    }
}
