package telltale.web.notifications;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.settings.Secret;

/** Notifications of Mailgun in the form of its documentation ("Webhook Payloads"), signed as it documents. */
class MailgunTest extends NotificationFixture {
    private static final String KEY = "a-mailgun-key-of-this-test";

    @Override
    Providers providers() {
        return new Providers(List.of(new Mailgun(new Secret(KEY))), Map.of());
    }

    @Test
    void aPermanentFailureSuppressesAMissingMailbox() throws Exception {
        String status = "{\"code\": 550, \"enhanced-code\": \"5.1.1\", \"message\": \"5.1.1 No such user\"}";

        assertOutcome(send("t1", failed("permanent", "bounce", status)), 1, 0, 0, 0);

        assertEquals("bounce mailbox-gone message-id [\"bounced\",\"suppressed\"] no-such-mailbox", summary(report()));
        assertEquals("550 5.1.1 No such user", report().getString("diagnostic"));
        assertEquals("provider", report().getString("source"));
        assertEquals("kept", raw().getString("a-field-of-the-future"));
        assertTrue(api.isUnsubscribed(delivery.id()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            permanent | generic | 552 | Mailbox full | bounce mailbox-full message-id ["bounced"] mailbox-may-recover
            permanent | suppress-bounce | 605 | Not delivering to previously bounced address | bounce policy message-id ["bounced"] not-about-the-mailbox
            permanent | old | 602 | Too old | bounce unknown message-id ["bounced"] not-about-the-mailbox
            temporary | generic | 452 | Mailbox full | delay mailbox-full message-id [] delay
            """)
    void otherFailuresSuppressNobody(String severity, String reason, int code, String message, String expected)
            throws Exception {
        String status = "{\"code\": %d, \"message\": \"%s\"}".formatted(code, message);

        assertOutcome(send("t1", failed(severity, reason, status)), 1, 0, 0, 0);

        assertEquals(expected, summary(report()));
        assertFalse(api.isUnsubscribed(delivery.id()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            delivered | success - message-id ["delivered"] delivered
            complained | complaint - message-id ["suppressed"] complaint
            unsubscribed | unsubscribe - message-id ["suppressed"] unsubscribe
            rejected | bounce policy message-id ["bounced"] not-about-the-mailbox
            """)
    void eachEventHasItsConsequence(String event, String expected) throws Exception {
        assertOutcome(send("t1", event(event, "")), 1, 0, 0, 0);
        assertEquals(expected, summary(report()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"opened", "clicked", "accepted", "an event of the future"})
    void otherEventsAreCountedAndIgnored(String event) throws Exception {
        assertOutcome(send("t1", event(event, "")), 0, 0, 0, 1);
        assertEquals(0, reports());
    }

    @Test
    void aTokenCountsOnceWhateverItSigns() throws Exception {
        assertOutcome(send("t1", event("delivered", "")), 1, 0, 0, 0);
        assertOutcome(send("t1", event("complained", "")), 0, 1, 0, 0);
        assertEquals("success", report().getString("kind"));
        assertFalse(api.isUnsubscribed(delivery.id()));
    }

    @Test
    void mailOfOtherProgramsIsNotStored() throws Exception {
        String other = event("complained", "").replace(messageId(), "20260203192638.000be97@sample.mailgun.com");
        assertOutcome(send("t1", other), 0, 0, 1, 0);
        assertEquals(0, reports());
    }

    @Test
    void anotherSignatureIsRefused() throws Exception {
        String forged = SignedByMailgun.at(NOW, "t1", event("complained", ""), "another key");
        HttpResponse<String> refused = post("mailgun", forged);
        assertEquals(403, refused.statusCode());
        assertTrue(refused.body().contains("INBOUND_MAILGUN_KEY"), refused::body);
        assertEquals(403, post("mailgun", event("complained", "")).statusCode());
        assertEquals(403, post("mailgun", "[]").statusCode());
        assertEquals(400, post("mailgun", "no JSON").statusCode());
        assertEquals(0, reports());
    }

    @Test
    void theKeyOfTheMainAccountSignsEventsOfASubaccount() throws Exception {
        String other = SignedByMailgun.at(NOW, "t1", event("delivered", ""), "the key of the subaccount");
        String parent = SignedByMailgun.signature("t1", NOW, KEY);
        String both = other.replace("\"token\"", "\"parent-signature\": \"" + parent + "\", \"token\"");
        assertOutcome(post("mailgun", both), 1, 0, 0, 0);
    }

    /** The signature covers time and token without a mark between them. */
    @ParameterizedTest
    @ValueSource(strings = {"f", "d", "0", "e0", "."})
    void theBeginOfATokenIsNoPartOfTheTime(String begin) throws Exception {
        String signed = SignedByMailgun.at(NOW, begin + "t1", event("complained", ""), KEY);
        String moved = signed.replace("\"token\": \"" + begin, "\"token\": \"")
                .replace(NOW.getEpochSecond() + "\"", NOW.getEpochSecond() + begin + "\"");
        assertEquals(403, post("mailgun", moved).statusCode());
        assertOutcome(post("mailgun", signed), 1, 0, 0, 0);
    }

    @ParameterizedTest
    @CsvSource({"PT-26H, 403", "PT-24H, 200", "PT5M, 200", "PT1H, 403"})
    void anOldSignatureIsRefused(Duration age, int status) throws Exception {
        String body = SignedByMailgun.at(NOW.plus(age), "t1", event("delivered", ""), KEY);
        assertEquals(status, post("mailgun", body).statusCode());
    }

    private HttpResponse<String> send(String token, String event) throws Exception {
        return post("mailgun", SignedByMailgun.at(NOW, token, event, KEY));
    }

    private String failed(String severity, String reason, String status) {
        return event(
                "failed",
                "\"severity\": \"%s\", \"reason\": \"%s\", \"delivery-status\": %s,"
                        .formatted(severity, reason, status));
    }

    private String event(String event, String more) {
        return """
                {"event": "%s", "id": "CPgfbmQMTCKtHW6uIWtuVe", "timestamp": 1521472262.908181, "log-level": "info",
                 %s "recipient": "ann@example.com", "reject": {"reason": "Sandbox", "description": ""},
                 "a-field-of-the-future": "kept",
                 "message": {"headers": {"to": "Ann <ann@example.com>", "message-id": "%s", "subject": "Hi"}}}
                """.formatted(event, more, messageId());
    }
}
