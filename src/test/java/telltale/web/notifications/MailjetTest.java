package telltale.web.notifications;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MailjetTest {
    private static final Samples SAMPLES = new Samples("mailjet");

    @ParameterizedTest
    @CsvSource({
        "sent, success -",
        "bounce, bounce mailbox-gone?",
        "blocked, bounce policy",
        "spam, complaint -",
        "unsub, unsubscribe -",
        "open, ignored"
    })
    void eachEventHasItsMeaning(String event, String expected) {
        assertEquals(expected, Samples.meaning(Mailjet.events(SAMPLES.event(event))));
    }

    /** Mailjet's table of errors, in events that do not quote the recipient's server. */
    @ParameterizedTest
    @CsvSource({
        "true, user unknown, bounce mailbox-gone",
        "false, user unknown, bounce mailbox-busy",
        "false, typofix, bounce mailbox-busy",
        "false, invalid domain, bounce network",
        "true, mailbox inactive, bounce mailbox-gone",
        "false, mailbox inactive, bounce mailbox-busy",
        "false, quota exceeded, bounce mailbox-full",
        "true, invalid domain, bounce domain-gone",
        "true, no mail host, bounce domain-gone",
        "false, no mail host, bounce network",
        "true, relay/access denied, bounce policy",
        "false, greylisted, delay network",
        "true, greylisted, bounce network",
        "true, typofix, bounce mailbox-gone",
        "false, sender blocked, bounce reputation",
        "false, content blocked, bounce content",
        "false, policy issue, bounce policy",
        "false, system issue, bounce server-trouble",
        "false, protocol issue, bounce protocol",
        "false, connection issue, bounce network",
        "false, preblocked, bounce policy",
        "false, blacklisted, bounce policy",
        "false, spam reporter, bounce policy",
        "false, duplicate in campaign, bounce policy",
        "false, bad or empty template, bounce content",
        "false, error in template language, bounce content",
        "true, of the future, bounce -"
    })
    void eachErrorHasItsMeaning(boolean isPermanent, String error, String expected) {
        String event = SAMPLES.event("bounce")
                .replace("\"hard_bounce\":true", "\"hard_bounce\":" + isPermanent)
                .replace("user unknown", error)
                .replaceFirst("\"comment\":\"[^\"]*\"", "\"comment\":\"\"");
        assertEquals(expected, Samples.meaning(Mailjet.events(event)));
    }
}
