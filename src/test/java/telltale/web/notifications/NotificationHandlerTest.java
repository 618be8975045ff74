package telltale.web.notifications;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import telltale.reports.Consequences;
import telltale.settings.Secret;
import telltale.store.StoredReport;

/** The handling that all providers share, tested with one. */
class NotificationHandlerTest extends NotificationFixture {
    private static final String KEY = "a-key-of-this-test";

    @Override
    Providers providers() {
        return new Providers(List.of(new Mailgun(new Secret(KEY))), Map.of("sendgrid", "INBOUND_SENDGRID_KEY"));
    }

    @Test
    void aProviderWithoutItsSettingIsNotFound() throws Exception {
        for (String name : List.of("sendgrid", "postmark", "MAILGUN", "mailgun/x", "")) {
            assertEquals(404, post(name, "{}").statusCode(), name);
        }
    }

    @Test
    void aScannersRequestIsNotAllowed() throws Exception {
        HttpResponse<String> get = api.get("inbound/mailgun");
        assertEquals(405, get.statusCode());
        assertEquals("POST, OPTIONS", get.headers().firstValue("Allow").orElseThrow());
        assertEquals(405, api.head("inbound/mailgun").statusCode());
    }

    @Test
    void anOversizedBodyIsRefused() throws Exception {
        String event = "{\"event\": \"delivered\", \"x\": \"" + "x".repeat(NotificationHandler.MAX_BYTES) + "\"}";
        assertEquals(
                413, post("mailgun", SignedByMailgun.at(NOW, "t1", event, KEY)).statusCode());
    }

    @Test
    void theMediaTypeDoesNotMatter() throws Exception {
        String body = SignedByMailgun.at(NOW, "t1", "{\"event\": \"opened\"}", KEY);
        assertOutcome(post("mailgun", body, "Content-Type", "application/x-www-form-urlencoded"), 0, 0, 0, 1);
        assertOutcome(post("mailgun", body), 0, 0, 0, 1);
    }

    @Test
    void eventsAndRefusalsAreCounted() throws Exception {
        String delivered = """
                {"event": "delivered", "message": {"headers": {"message-id": "%s"}}}
                """.formatted(messageId());
        post("mailgun", SignedByMailgun.at(NOW, "t1", delivered, KEY));
        post("mailgun", SignedByMailgun.at(NOW, "t1", delivered, KEY));
        post("mailgun", SignedByMailgun.at(NOW, "t2", "{\"event\": \"opened\"}", KEY));
        post(
                "mailgun",
                SignedByMailgun.at(NOW, "t3", delivered.replace("@", ".x@").replace("-7", "-6"), KEY));
        post("mailgun", SignedByMailgun.at(NOW, "t4", delivered, "another key"));
        String metrics = api.get("metrics").body();
        for (String line : List.of(
                "result=\"stored\"} 1.0",
                "result=\"repeated\"} 1.0",
                "result=\"ignored\"} 1.0",
                "result=\"unmatched\"} 1.0",
                "result=\"refused\"} 1.0")) {
            assertTrue(metrics.contains("telltale_notifications_total{provider=\"mailgun\"," + line), line);
        }
    }

    @Test
    void whatIsNotStoredIsSentAgain() throws Exception {
        String delivered = """
                {"event": "delivered", "message": {"headers": {"message-id": "%s"}}}
                """.formatted(messageId());
        api.store.close();
        HttpResponse<String> answer = post("mailgun", SignedByMailgun.at(NOW, "t1", delivered, KEY));
        assertEquals(503, answer.statusCode(), answer::body);
        assertFalse(answer.headers().firstValue("Retry-After").isEmpty());
    }

    @Test
    void aStoredEventIsReadAgainByItsReply() throws Exception {
        String failed = """
                {"event": "failed", "severity": "permanent", "recipient": "ann@example.com",
                 "delivery-status": {"code": 550, "enhanced-code": "5.1.1", "message": "5.1.1 No such user"},
                 "message": {"headers": {"message-id": "%s"}}}
                """.formatted(messageId());
        post("mailgun", SignedByMailgun.at(NOW, "t1", failed, KEY));
        String before = summary(report());
        StoredReport stored = stored();
        api.store.reports().reread(stored.id(), stored.facts().by("older rules"), new Consequences());
        assertEquals(1, api.json("api/v1/inbound/rejudge").getInt("outdated"));

        api.sendBody("POST", "api/v1/inbound/rejudge", "application/x-www-form-urlencoded", "");

        assertEquals(0, api.json("api/v1/inbound/rejudge").getInt("outdated"));
        assertEquals(before, summary(report()));
    }

    private StoredReport stored() throws Exception {
        UUID id = UUID.fromString(report().getString("id"));
        return api.store.reports().report(id).orElseThrow();
    }
}
