package telltale.web.notifications;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonValue;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import telltale.model.Delivery;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.EmailAddress;
import telltale.model.ImmutableBytes;
import telltale.model.Uuid7;
import telltale.settings.NotificationSettings;
import telltale.settings.Settings;
import telltale.settings.Sources;
import telltale.web.http.ProblemException;

/** Notifications of SendGrid in the form of its documentation ("Event Webhook Reference"). */
class SendGridTest extends NotificationFixture {
    private static final String SIGNATURE = "X-Twilio-Email-Event-Webhook-Signature";
    private static final String TIME = "X-Twilio-Email-Event-Webhook-Timestamp";

    /** The test vector of SendGrid's own libraries (sendgrid-python, test_eventwebhook.py). */
    private static final String DOCUMENTED_KEY =
            "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE83T4O/n84iotIvIW4mdBgQ/7dAfSmpqIM8kF9mN1"
                    + "flpVKS3GRqe62gw+2fNNRaINXvVpiglSI8eNEc6wEA3F+g==";

    private static final String DOCUMENTED_SIGNATURE =
            "MEUCIGHQVtGj+Y3LkG9fLcxf3qfI10QysgDWmMOVmxG0u6ZUAiEAyBiXDWzM+uOe5W0JuG+luQAbPIqHh89M15TluLtEZtM=";
    private static final String DOCUMENTED_TIME = "1600112502";
    private static final String DOCUMENTED_BODY = "[{\"email\":\"hello@world.com\",\"event\":\"dropped\","
            + "\"reason\":\"Bounced Address\",\"sg_event_id\":\"ZHJvcC0xMDk5NDkxOS1MUnpYbF9OSFN0T0doUTRrb2ZTbV9BLTA\","
            + "\"sg_message_id\":\"LRzXl_NHStOGhQ4kofSm_A.filterdrecv-p3mdw1-756b745b58-kmzbl-18-5F5FC76C-9.0\","
            + "\"smtp-id\":\"<LRzXl_NHStOGhQ4kofSm_A@ismtpd0039p1iad1.sendgrid.net>\",\"timestamp\":1600112492}]\r\n";

    private final KeyPair keys = keys();

    private static KeyPair keys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    Providers providers() {
        return new Providers(List.of(new SendGrid(keys.getPublic())), Map.of());
    }

    @Test
    void theDocumentedSignatureIsAcceptedAndEveryOtherIsNot() throws Exception {
        SendGrid sendGrid = documented();
        Events events = sendGrid.read(request(DOCUMENTED_BODY, DOCUMENTED_TIME));
        assertEquals(1, events.notifications().size());
        assertEquals("LRzXl_NHStOGhQ4kofSm_A", events.notifications().get(0).queueId());
        assertThrows(ProblemException.class, () -> sendGrid.read(request(DOCUMENTED_BODY, "1600112503")));
        assertThrows(ProblemException.class, () -> sendGrid.read(request(DOCUMENTED_BODY.strip(), DOCUMENTED_TIME)));
    }

    private static SendGrid documented() {
        NotificationSettings settings = Settings.load(
                        Sources.of(Map.of("TELLTALE_HOME", "/any/home", "INBOUND_SENDGRID_KEY", DOCUMENTED_KEY)))
                .inbound()
                .notifications();
        return new SendGrid(Objects.requireNonNull(settings.sendGrid()));
    }

    private static NotificationRequest request(String body, String time) {
        Map<String, String> header = Map.of(SIGNATURE, DOCUMENTED_SIGNATURE, TIME, time);
        return new NotificationRequest(
                header::get,
                new ImmutableBytes(body.getBytes(StandardCharsets.UTF_8)),
                Instant.ofEpochSecond(1_600_112_510));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "event":"bounce","type":"bounce","status":"5.1.1","reason":"550 5.1.1 No such user" | bounce mailbox-gone message-id ["bounced","suppressed"] no-such-mailbox
            "event":"bounce","type":"blocked","status":"5.7.1","reason":"550 5.7.1 Blocked by a blocklist" | bounce reputation message-id ["bounced"] not-about-the-mailbox
            "event":"dropped","reason":"Bounced Address" | bounce policy message-id ["bounced"] not-about-the-mailbox
            "event":"bounce","bounce_classification":"Invalid Address" | bounce mailbox-gone message-id ["bounced","suppressed"] no-such-mailbox
            "event":"bounce","type":"blocked","bounce_classification":"Invalid Address" | bounce policy message-id ["bounced"] not-about-the-mailbox
            "event":"bounce","type":"blocked","reason":"" | bounce policy message-id ["bounced"] not-about-the-mailbox
            "event":"bounce","type":"blocked","bounce_classification":"Technical" | bounce network message-id ["bounced"] not-about-the-mailbox
            "event":"bounce","bounce_classification":"Reputation" | bounce reputation message-id ["bounced"] not-about-the-mailbox
            "event":"deferred","response":"452 4.2.2 Mailbox full","attempt":"3" | delay mailbox-full message-id [] delay
            "event":"delivered","response":"250 2.0.0 OK" | success - message-id ["delivered"] delivered
            "event":"spamreport" | complaint - message-id ["suppressed"] complaint
            "event":"group_unsubscribe","asm_group_id":10 | unsubscribe - message-id ["suppressed"] unsubscribe
            """)
    void eachEventHasItsConsequence(String fields, String expected) throws Exception {
        assertOutcome(send("[" + event("e1", fields) + "]"), 1, 0, 0, 0);
        assertEquals(expected, summary(report()));
    }

    @Test
    void aRequestHasManyEvents() throws Exception {
        String many = IntStream.range(0, 90)
                .mapToObj(i -> event("e" + i, "\"event\":\"deferred\",\"response\":\"4.2.2\""))
                .collect(Collectors.joining(",", "[", "," + event("o", "\"event\":\"open\"") + "]"));
        assertOutcome(send(many), 90, 0, 0, 1);
        assertOutcome(send(many), 0, 90, 0, 1);
    }

    @Test
    void aServerOfARecipientCannotBlockARequest() throws Exception {
        String hostile =
                event("e1", "\"event\":\"bounce\",\"reason\":\"550 5.1.1 No \\u0000 such \\ud800 user \\\\u0000\"");
        assertOutcome(send("[" + hostile + "]"), 1, 0, 0, 0);
        assertEquals("bounce", report().getString("kind"));
    }

    @Test
    void theIdOfTheReplyFindsTheMailWithoutItsMessageId() throws Exception {
        Delivery other = queued("Lli-03HcQ5-JLybO9fXsJg");
        String event = """
                [{"event": "spamreport", "email": "ann@example.com", "sg_event_id": "e1",
                  "sg_message_id": "Lli-03HcQ5-JLybO9fXsJg.filter0077p1las1.21536.5717FC482.0"}]
                """;
        assertOutcome(send(event), 1, 0, 0, 0);
        assertEquals("complaint - queue-id [\"suppressed\"] complaint", summary(report()));
        assertEquals(other.id().toString(), report().getString("delivery"));
    }

    /** A mail of another program with a further recipient in Cc, which the provider accepted with one identifier. */
    @Test
    void whatAnotherRecipientDidDoesNotConcernTheDelivery() throws Exception {
        queued("Lli-03HcQ5-JLybO9fXsJg");
        for (String event : List.of("spamreport", "unsubscribe", "bounce", "delivered")) {
            String request = """
                    [{"event": "%s", "email": "carl@example.com", "sg_event_id": "%s", "status": "5.1.1",
                      "sg_message_id": "Lli-03HcQ5-JLybO9fXsJg.filter0077p1las1.21536.5717FC482.0"}]
                    """.formatted(event, event);
            assertOutcome(send(request), 1, 0, 0, 0);
        }
        for (JsonValue report : api.json("api/v1/inbound").getJsonArray("reports")) {
            assertEquals(List.of(), report.asJsonObject().getJsonArray("effects"), report::toString);
        }
        assertFalse(api.isUnsubscribed(delivery.id()));
    }

    /** A delivery that the provider accepted with an identifier. */
    private Delivery queued(String queueId) {
        Delivery other = new Delivery(
                new DeliveryId(Uuid7.at(NOW.minusSeconds(60), new Random(1))),
                EmailAddress.parse("ann@example.com"),
                null,
                "Hi",
                DeliveryState.SENDING,
                null,
                null);
        api.store.insertExternal(other, true);
        api.store.acceptExternal(other.id(), NOW.minusSeconds(60), "250 Ok: queued as " + queueId, queueId);
        return other;
    }

    @Test
    void withoutASignatureNothingIsRead() throws Exception {
        HttpResponse<String> refused = post("sendgrid", "[" + event("e1", "\"event\":\"spamreport\"") + "]");
        assertEquals(403, refused.statusCode());
        assertTrue(refused.body().contains("Signed Event Webhook"), refused::body);
        assertEquals(
                403,
                post("sendgrid", "[]", SIGNATURE, "AAAA", TIME, String.valueOf(NOW.getEpochSecond()))
                        .statusCode());
        assertFalse(api.isUnsubscribed(delivery.id()));
    }

    private HttpResponse<String> send(String body) throws Exception {
        String time = String.valueOf(NOW.getEpochSecond());
        Signature signer = Signature.getInstance("SHA256withECDSA");
        signer.initSign(keys.getPrivate());
        signer.update((time + body).getBytes(StandardCharsets.UTF_8));
        String signature = Base64.getEncoder().encodeToString(signer.sign());
        return post("sendgrid", body, SIGNATURE, signature, TIME, time);
    }

    private String event(String id, String fields) {
        return "{%s,\"sg_event_id\":\"%s\",\"email\":\"ann@example.com\",\"timestamp\":1461095250,\"smtp-id\":\"<%s>\"}"
                .formatted(fields, id, messageId());
    }
}
