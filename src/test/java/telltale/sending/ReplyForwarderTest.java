package telltale.sending;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import telltale.inbound.ReturnEnvelope;
import telltale.model.Delivery;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.EmailAddress;
import telltale.model.ForwardState;
import telltale.model.ImmutableBytes;
import telltale.model.ReportKind;
import telltale.model.ReportSource;
import telltale.model.Uuid7;
import telltale.reports.AuthorAddress;
import telltale.reports.ReplyForwarding;
import telltale.reports.ReportIntake;
import telltale.reports.ReturnedMail;
import telltale.settings.SmtpServer;
import telltale.settings.SmtpServer.Tls;
import telltale.smtp.ScriptedSmtpServer;
import telltale.smtp.ScriptedSmtpServer.Step;
import telltale.smtp.SmtpMailSender;
import telltale.smtp.SmtpRoute;
import telltale.smtp.SmtpTimeouts;
import telltale.store.Store;
import telltale.store.StoredForward;
import telltale.store.StoredReport;
import telltale.store.sqlite.SqliteStore;
import telltale.token.KeyRing;
import telltale.token.MessageIds;
import telltale.token.ReturnTokens;

/** Replies on their way from the intake to the mail server. */
class ReplyForwarderTest {
    private static final Instant NOON = Instant.parse("2026-12-01T12:00:00Z");
    private static final EmailAddress SHOP = EmailAddress.parse("shop@example.com");
    private static final KeyRing KEYS = new KeyRing(Map.of(1, new byte[32]));
    private static final String BODY = "Ja, gerne – Größe 7\r\n.\r\n..two dots\r\n" + "long ".repeat(400) + "\r\n";

    private final TestClock clock = new TestClock(NOON);
    private final Random random = new Random(1);
    private final ReturnTokens tokens = new ReturnTokens(KEYS);
    private final DeliveryId delivery = new DeliveryId(Uuid7.at(NOON, random));
    private Store store;
    private ScriptedSmtpServer server;
    private SmtpMailSender sender;
    private ReplyForwarder forwarder;

    @BeforeEach
    void open(@TempDir Path home) throws IOException {
        store = SqliteStore.open(
                home.resolve("telltale.db"), home.resolve("native"), Duration.ofSeconds(5), key -> Optional.empty());
        store.insertExternal(
                new Delivery(
                        delivery, EmailAddress.parse("ann@example.org"), null, "Hi", DeliveryState.SENDING, null, null),
                true);
        store.acceptExternal(delivery, NOON, "250 ok", null);
        server = ScriptedSmtpServer.start();
        sender = new SmtpMailSender(
                SmtpRoute.to(new SmtpServer("127.0.0.1", server.port(), Tls.NONE, null), SmtpTimeouts.DEFAULT), clock);
        forwarder =
                new ReplyForwarder(store.forwards(), sender, SHOP, RetrySchedule.of(Duration.ofDays(5)), clock, random);
    }

    @AfterEach
    void close() throws IOException {
        sender.close();
        server.close();
        store.close();
    }

    @Test
    void aReplyIsForwardedOnceAndUnchanged() {
        server.offer("8BITMIME").offer("DSN").offer("PIPELINING");
        String reply = reply();
        UUID report = accept(reply);
        assertEquals(report, accept(reply));
        forwarder.step();
        forwarder.step();

        assertEquals(List.of(added(report) + reply), server.messages());
        List<String> commands = server.commands();
        assertTrue(commands.contains("MAIL FROM:<> BODY=8BITMIME"), commands::toString);
        assertTrue(commands.contains("RCPT TO:<shop@example.com>"), commands::toString);
        assertEquals(new StoredForward(ForwardState.SENT, NOON, "250 2.0.0 kept"), forward(report));
    }

    @Test
    void theTextOfAForwardedReplyIsNotKept() {
        UUID report = accept(reply());
        forwarder.step();
        String kept = new String(store.reports().raw(report).orElseThrow(), StandardCharsets.UTF_8);
        assertTrue(kept.contains("Subject: Re: Hi"), kept);
        assertFalse(kept.contains("two dots"), kept);
    }

    @Test
    void aServerWithout8BitMimeGetsTheSameOctets() {
        String reply = reply();
        UUID report = accept(reply);
        forwarder.step();
        assertEquals(List.of(added(report) + reply), server.messages());
        assertTrue(server.commands().contains("MAIL FROM:<>"));
    }

    @Test
    void aForwardedReplyThatComesBackIsNotForwardedAgain() {
        accept(reply());
        forwarder.step();
        UUID again = accept(server.messages().get(0));
        forwarder.step();
        assertEquals(1, server.messages().size());
        assertEquals(new StoredForward(ForwardState.FAILED, NOON, "it was forwarded before"), forward(again));
    }

    @Test
    void aTemporaryFailureIsRetriedUntilTheLifetimeEnds() {
        UUID report = accept(reply());
        server.reply(Step.RCPT, "451 4.2.1 later");
        forwarder.step();
        assertEquals(new StoredForward(ForwardState.OWED, NOON, "451 4.2.1 later"), forward(report));
        clock.advance(Duration.ofSeconds(30));
        forwarder.step();
        assertEquals(1, server.connections(), "it is too early");

        clock.advance(Duration.ofDays(5));
        forwarder.step();
        assertEquals(new StoredForward(ForwardState.FAILED, clock.instant(), "451 4.2.1 later"), forward(report));
        server.recover();
        clock.advance(Duration.ofDays(5));
        forwarder.step();
        assertEquals(List.of(), server.messages());
    }

    @Test
    void aDeferredReplyIsSentWhenTheServerTakesIt() {
        String reply = reply();
        UUID report = accept(reply);
        server.reply(Step.MAIL, "421 4.3.2 busy");
        forwarder.step();
        server.recover();
        clock.advance(Duration.ofMinutes(2));
        forwarder.step();
        assertEquals(1, server.messages().size());
        assertTrue(server.messages().get(0).endsWith(reply));
        assertEquals(ForwardState.SENT, forward(report).state());
    }

    @Test
    void aPermanentFailureEndsIt() {
        UUID report = accept(reply());
        server.reply(Step.RCPT, "550 5.1.1 no such user");
        forwarder.step();
        assertEquals(new StoredForward(ForwardState.FAILED, NOON, "550 5.1.1 no such user"), forward(report));
        server.recover();
        clock.advance(Duration.ofDays(1));
        forwarder.step();
        assertEquals(1, server.connections());
    }

    private String reply() {
        return "Received: from mx.example.org by mx.example.com; Tue, 01 Dec 2026 11:59:00 +0000\r\n"
                + "From: Ann <ann@example.org>\r\nTo: bounces+" + tokens.forReports(delivery, NOON)
                + "@example.com\r\nSubject: Re: Hi\r\nX-Odd:no space\r\n\tfolded  \r\n\r\n" + BODY;
    }

    private String added(UUID report) {
        return "Resent-From: shop@example.com\r\nResent-To: shop@example.com\r\n"
                + "Resent-Date: Tue, 1 Dec 2026 12:00:00 +0000\r\n"
                + "Resent-Message-ID: <forwarded." + report + "@example.com>\r\n"
                + "X-Telltale-Forwarded: " + delivery + "\r\n";
    }

    private UUID accept(String mail) {
        ReportIntake intake = new ReportIntake(
                tokens,
                new MessageIds(KEYS),
                store.reports(),
                false,
                new ReplyForwarding(new AuthorAddress(store.messages(), SHOP)::of, to -> false),
                report -> {},
                clock,
                random);
        ImmutableBytes octets = new ImmutableBytes(mail.getBytes(StandardCharsets.UTF_8));
        UUID id = intake.accept(new ReturnedMail(octets, ReturnEnvelope.UNKNOWN, ReportSource.API))
                .id();
        StoredReport stored = store.reports().report(id).orElseThrow();
        assertEquals(ReportKind.REPLY, stored.facts().kind());
        return id;
    }

    private StoredForward forward(UUID report) {
        return Objects.requireNonNull(
                store.reports().report(report).orElseThrow().forward());
    }
}
