package telltale.web.notifications;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObjectBuilder;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.sns.AmazonSns;
import telltale.sns.SnsHost;
import telltale.web.http.Json;

/** Notifications of Amazon SES in the form of its documentation, signed as by Amazon SNS. */
class AmazonSesTest extends NotificationFixture {
    @TempDir
    static Path certificates;

    @AutoClose
    SnsHost host;

    @BeforeEach
    @Override
    void start(@TempDir Path folder) throws Exception {
        host = new SnsHost(certificates);
        super.start(folder);
    }

    @Override
    Providers providers() {
        AmazonSns sns = new AmazonSns(List.of(SnsHost.TOPIC), host.http(), Clock.fixed(NOW, ZoneOffset.UTC));
        return new Providers(List.of(new AmazonSes(sns)), Map.of());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "notificationType":"Bounce","bounce":{"bounceType":"Permanent","bounceSubType":"General","bouncedRecipients":[{"emailAddress":"ann@example.com","status":"5.1.1","action":"failed","diagnosticCode":"smtp; 550 5.1.1 <ann@example.com>... User unknown"}]} | bounce mailbox-gone message-id ["bounced","suppressed"] no-such-mailbox
            "eventType":"Bounce","bounce":{"bounceType":"Permanent","bounceSubType":"OnAccountSuppressionList","bouncedRecipients":[{"emailAddress":"ann@example.com","diagnosticCode":"Amazon SES did not send the message to this address because it is on the suppression list for your account."}]} | bounce policy message-id ["bounced"] not-about-the-mailbox
            "eventType":"Bounce","bounce":{"bounceType":"Transient","bounceSubType":"MailboxFull","bouncedRecipients":[{"emailAddress":"ann@example.com","status":"5.2.2","diagnosticCode":"smtp; 552 5.2.2 full"}]} | bounce mailbox-full message-id ["bounced"] mailbox-may-recover
            "eventType":"Bounce","bounce":{"bounceType":"Permanent","bounceSubType":"General","bouncedRecipients":[{"emailAddress":"ann@example.com"}]} | bounce mailbox-gone message-id ["bounced","suppressed"] no-such-mailbox
            "eventType":"Bounce","bounce":{"bounceType":"Transient","bounceSubType":"General","bouncedRecipients":[{"emailAddress":"ann@example.com"}]} | delay unknown message-id [] delay
            "notificationType":"Complaint","complaint":{"complainedRecipients":[{"emailAddress":"ann@example.com"}],"complaintFeedbackType":"abuse"} | complaint - message-id ["suppressed"] complaint
            "eventType":"Complaint","complaint":{"complainedRecipients":[{"emailAddress":"ann@example.com"}],"complaintSubType":"OnAccountSuppressionList"} | bounce policy message-id ["bounced"] not-about-the-mailbox
            "eventType":"Delivery","delivery":{"recipients":["ann@example.com"],"smtpResponse":"250 ok"} | success - message-id ["delivered"] delivered
            "eventType":"DeliveryDelay","deliveryDelay":{"delayType":"MailboxFull","delayedRecipients":[{"emailAddress":"ann@example.com","status":"4.2.2","diagnosticCode":"smtp; 452 4.2.2 full"}]} | delay mailbox-full message-id [] delay
            "eventType":"Reject","reject":{"reason":"Bad content"} | bounce content message-id ["bounced"] not-about-the-mailbox
            "eventType":"Subscription","subscription":{"newTopicPreferences":{"unsubscribeAll":true}} | unsubscribe - message-id ["suppressed"] unsubscribe
            """)
    void eachEventHasItsConsequence(String fields, String expected) throws Exception {
        assertOutcome(send(host.notification(event(fields, headers()))), 1, 0, 0, 0);
        assertEquals(expected, summary(report()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"eventType\":\"Send\",\"send\":{}",
                "\"eventType\":\"Open\"",
                "\"eventType\":\"An event of the future\"",
                "\"eventType\":\"Complaint\",\"complaint\":{\"complaintFeedbackType\":\"not-spam\",\"complainedRecipients\":[{\"emailAddress\":\"ann@example.com\"}]}",
                "\"eventType\":\"Subscription\",\"subscription\":{\"newTopicPreferences\":{\"unsubscribeAll\":false}}"
            })
    void otherEventsAreIgnored(String fields) throws Exception {
        assertOutcome(send(host.notification(event(fields, headers()))), 0, 0, 0, 1);
        assertEquals(0, reports());
    }

    @Test
    void theSentenceAboutANewTopicIsIgnored() throws Exception {
        String sentence = "Successfully validated SNS topic for Amazon SES event publishing.";
        assertOutcome(send(host.notification(sentence)), 0, 0, 0, 1);
    }

    @Test
    void theReturnAddressFindsTheMailWithoutItsHeader() throws Exception {
        String address = "bounces+" + api.returnAddressToken(delivery) + "@example.com";
        String message = """
                {"eventType": "Complaint", "complaint": {"complainedRecipients": [{"emailAddress": "ann@example.com"}]},
                 "mail": {"source": "%s", "messageId": "00000138111222aa-33322211", "destination": ["ann@example.com"]}}
                """.formatted(address);
        assertOutcome(send(host.notification(message)), 1, 0, 0, 0);
        assertEquals("complaint - token [\"suppressed\"] complaint", summary(report()));
    }

    @Test
    void aMessageCountsOnce() throws Exception {
        Map<String, String> message = host.notification(
                event("\"eventType\":\"Delivery\",\"delivery\":{\"recipients\":[\"ann@example.com\"]}", headers()));
        assertOutcome(send(message), 1, 0, 0, 0);
        assertOutcome(send(message), 0, 1, 0, 0);
    }

    @Test
    void aForgedMessageChangesNothing() throws Exception {
        Map<String, String> message = host.notification(event(
                "\"eventType\":\"Complaint\",\"complaint\":{\"complainedRecipients\":[{\"emailAddress\":\"ann@example.com\"}]}",
                headers()));
        message.put("Message", message.get("Message") + " ");
        assertEquals(403, send(message).statusCode());
        message.put("TopicArn", "arn:aws:sns:eu-west-1:999999999999:mail");
        HttpResponse<String> other = send(message);
        assertEquals(403, other.statusCode());
        assertTrue(other.body().contains("INBOUND_SES_TOPIC"), other::body);
        assertFalse(api.isUnsubscribed(delivery.id()));
    }

    @ParameterizedTest
    @CsvSource({"2026-11-30T10:59:00Z, 403", "2026-11-30T11:01:00Z, 200", "2026-12-01T12:11:00Z, 403", "yesterday, 403"
    })
    void anOldMessageIsRefused(String time, int status) throws Exception {
        Map<String, String> message = host.notification("{}");
        message.put("Timestamp", time);
        assertEquals(status, send(host.sign(message, "2")).statusCode());
    }

    @Test
    void aSubscriptionIsConfirmed() throws Exception {
        assertOutcome(send(host.subscription()), 0, 0, 0, 0);
        assertTrue(host.requests.get(1).contains("Action=ConfirmSubscription"), host.requests::toString);
    }

    @Test
    void theEndOfASubscriptionIsNotReversed() throws Exception {
        Map<String, String> end = new HashMap<>(host.subscription());
        end.put("Type", "UnsubscribeConfirmation");
        assertOutcome(send(host.sign(end, "1")), 0, 0, 0, 0);
        assertEquals(1, host.requests.size());
    }

    @Test
    void whileAmazonSnsCannotBeReachedAMessageIsSentAgain() throws Exception {
        host.stop();
        HttpResponse<String> answer = send(host.notification("{}"));
        assertEquals(503, answer.statusCode(), answer::body);
    }

    private HttpResponse<String> send(Map<String, String> fields) throws Exception {
        JsonObjectBuilder message = Json.object();
        fields.forEach(message::add);
        message.add("MessageAttributes", Json.object());
        return post("ses", message.build().toString(), "Content-Type", "text/plain; charset=UTF-8");
    }

    private String headers() {
        return """
                "headersTruncated": false,
                "headers": [{"name": "From", "value": "Shop <shop@example.com>"}, {"name": "Message-ID", "value": "<%s>"}],
                "commonHeaders": {"messageId": "<%s>", "subject": "Hi"},
                """.formatted(messageId(), messageId());
    }

    private static String event(String fields, String headers) {
        return """
                {%s, "mail": {"timestamp": "%s", "source": "shop@example.com", %s
                 "messageId": "00000138111222aa-33322211-cccc-cccc-cccc-ddddaaaa0680-000000",
                 "destination": ["ann@example.com"]}}
                """.formatted(fields, NOW, headers);
    }
}
