package telltale.sending;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import telltale.message.MessageContent;
import telltale.message.ReturnPath;
import telltale.model.BounceAddress;
import telltale.model.Delivery;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.EmailAddress;
import telltale.model.MailMessage;
import telltale.smtp.ScriptedSmtpServer;
import telltale.smtp.ScriptedSmtpServer.Step;
import telltale.token.KeyRing;
import telltale.token.MessageIds;
import telltale.token.ReturnAddress;
import telltale.token.ReturnAddress.Use;
import telltale.token.ReturnTokens;

/** The identifiers of deliveries in mail that was sent, and the queue ID that comes back. */
class ReturnPathTest {
    private static final KeyRing KEYS = new KeyRing(Map.of(1, new byte[32]));
    private static final ReturnTokens TOKENS = new ReturnTokens(KEYS);
    private static final MessageIds MESSAGE_IDS = new MessageIds(KEYS);
    private static final BounceAddress BOUNCES = BounceAddress.parse("bounces@example.com");

    private static final ReturnPath SIGNED = new ReturnPath() {
        @Override
        public String messageId(DeliveryId delivery) {
            return MESSAGE_IDS.of(delivery);
        }

        @Override
        public Optional<EmailAddress> sender(DeliveryId delivery, Instant firstAttempt) {
            return Optional.of(BOUNCES.with(TOKENS.forReports(delivery, firstAttempt)));
        }

        @Override
        public Optional<EmailAddress> unsubscribe(DeliveryId delivery) {
            return Optional.of(BOUNCES.with(TOKENS.forUnsubscribe(delivery)));
        }
    };

    @TempDir
    Path home;

    @Test
    void eachDeliveryHasItsOwnReturnPathAndIsStillAnnounced() throws Exception {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start()
                        .offer("PIPELINING")
                        .offer("DSN")
                        .rejectEvery(7);
                SendingFixture fixture =
                        new SendingFixture(home, SendingFixture.sender(server), new SendingLimits(1, 0, 0), SIGNED)) {
            fixture.submit(IntStream.range(0, 40)
                    .mapToObj(i -> "r" + i + "@example.com")
                    .toArray(String[]::new));
            SendingFixture.await(() -> fixture.in(DeliveryState.ACCEPTED).size()
                            + fixture.in(DeliveryState.REFUSED).size()
                    == 40);

            Set<DeliveryId> accepted = fixture.in(DeliveryState.ACCEPTED).stream()
                    .map(Delivery::id)
                    .collect(Collectors.toSet());
            Set<DeliveryId> senders = new HashSet<>();
            for (String command : server.commands()) {
                if (command.startsWith("MAIL FROM:")) {
                    ReturnAddress sender = TOKENS.parse(command, Instant.now()).orElseThrow();
                    assertEquals(Use.REPORTS, sender.use());
                    assertEquals(
                            List.of(new MessageIds.Found(sender.delivery(), true)),
                            MESSAGE_IDS.find(command).toList(),
                            "ENVID");
                    senders.add(sender.delivery());
                }
            }
            assertEquals(40, senders.size());
            assertTrue(senders.containsAll(accepted));
            assertTrue(server.announcements() > 20, "announced: " + server.announcements());
            for (String mail : server.messages()) {
                if (!mail.isEmpty()) {
                    assertUnsubscribes(mail);
                }
            }
        }
    }

    private static void assertUnsubscribes(String mail) {
        DeliveryId delivery = MESSAGE_IDS.find(mail).findFirst().orElseThrow().delivery();
        assertEquals(
                List.of(new ReturnAddress(delivery, Use.UNSUBSCRIBE, ReturnAddress.Validity.VALID)),
                TOKENS.find(mail, Instant.now()).toList());
        assertTrue(
                mail.contains("\r\nList-Unsubscribe: <https://localhost/app/unsubscribe/" + delivery
                        + ">,\r\n <mailto:bounces+" + TOKENS.forUnsubscribe(delivery)
                        + "@example.com?subject=unsubscribe>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"),
                mail);
    }

    @Test
    void aRetryHasTheSameEnvelope() throws Exception {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start().reply(Step.RCPT, "450 4.2.1 busy");
                SendingFixture fixture =
                        new SendingFixture(home, SendingFixture.sender(server), new SendingLimits(1, 0, 0), SIGNED)) {
            fixture.submit("ann@example.com");
            SendingFixture.await(() -> mailCommands(server).size() >= 3);
            server.recover();
            SendingFixture.await(() -> fixture.in(DeliveryState.ACCEPTED).size() == 1);
            assertEquals(1, new HashSet<>(mailCommands(server)).size());
        }
    }

    private static List<String> mailCommands(ScriptedSmtpServer server) {
        return server.commands().stream()
                .filter(command -> command.startsWith("MAIL"))
                .toList();
    }

    @Test
    void aReceiptIsRequestedForTheReturnPath() throws Exception {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start();
                SendingFixture fixture =
                        new SendingFixture(home, SendingFixture.sender(server), new SendingLimits(1, 0, 0), SIGNED)) {
            MailMessage mail = new MailMessage(
                    EmailAddress.parse("ann@example.com"), "Hi", "<p>Hi</p>", null, null, false, null, true);
            fixture.immediateSender.send(mail, null).get();
            String sent = server.messages().get(0);
            DeliveryId delivery =
                    MESSAGE_IDS.find(sent).findFirst().orElseThrow().delivery();
            assertTrue(
                    sent.contains("\r\nDisposition-Notification-To: bounces+"
                            + TOKENS.forReports(delivery, delivery.createdAt()) + "@example.com\r\n"),
                    sent);
        }
    }

    @Test
    void withoutAReturnPathAReceiptIsRequestedForTheAuthor() throws Exception {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start();
                SendingFixture fixture =
                        new SendingFixture(home, SendingFixture.sender(server), SendingFixture.QUICK)) {
            MailMessage mail = new MailMessage(
                    EmailAddress.parse("ann@example.com"), "Hi", "<p>Hi</p>", null, null, false, null, true);
            fixture.immediateSender.send(mail, null).get();
            fixture.submit(
                    MessageContent.of(mail, SendingFixture.SHOP),
                    null,
                    List.of(SendingFixture.recipient("ben@example.com", Map.of())));
            SendingFixture.await(() -> server.messages().size() == 2);
            for (String sent : server.messages()) {
                assertTrue(sent.contains("\r\nDisposition-Notification-To: shop@example.com\r\n"), sent);
            }
        }
    }

    @Test
    void theQueueIdOfTheMailServerIsStoredWithTheDelivery() throws Exception {
        try (ScriptedSmtpServer server =
                        ScriptedSmtpServer.start().reply(Step.END_OF_DATA, "250 2.0.0 Ok: queued as 4Xb7Yk2LmPz1");
                SendingFixture fixture =
                        new SendingFixture(home, SendingFixture.sender(server), SendingFixture.QUICK)) {
            fixture.submit("ann@example.com");
            SendingFixture.await(() -> fixture.in(DeliveryState.ACCEPTED).size() == 1);
            assertEquals(
                    "4Xb7Yk2LmPz1", fixture.in(DeliveryState.ACCEPTED).get(0).queueId());
        }
    }

    @Test
    void anAddressIsValidFor30DaysFromTheFirstAttempt() {
        DeliveryId delivery = DeliveryId.parse("01939f5e-7a00-7abc-8def-0123456789ab");
        Instant attempt = delivery.createdAt().plus(Duration.ofDays(5));
        EmailAddress sender = SIGNED.sender(delivery, attempt).orElseThrow();
        assertTrue(TOKENS.parse(sender.wireForm(), attempt.plus(Duration.ofDays(29)))
                .orElseThrow()
                .isValid());
    }
}
