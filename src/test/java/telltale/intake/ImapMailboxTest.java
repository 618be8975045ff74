package telltale.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.mail.Flags;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import telltale.inbound.ReportReader;
import telltale.settings.AfterReading;
import telltale.settings.MailboxServer;
import telltale.settings.MailboxServer.Protocol;
import telltale.settings.Secret;
import telltale.settings.SmtpServer.Tls;
import telltale.store.MailboxPosition;

@Timeout(120)
class ImapMailboxTest {
    private static final AfterReading SEEN = new AfterReading.MarkSeen();

    private final MailboxFixture fixture = new MailboxFixture();

    @AfterEach
    void stop() throws Exception {
        fixture.close();
    }

    @Test
    void eachMailIsStoredOnceAndMarkedAsRead() throws Exception {
        fixture.deliver(3);
        MailboxReader reader = fixture.read(fixture.imap(), SEEN);
        fixture.reports.await(3);
        MailboxFixture.await(() -> fixture.flagged(Flags.Flag.SEEN) == 3);
        MailboxFixture.await(() -> reader.status().lastReadAt() != null);
        assertEquals(3, reader.status().mails());
        assertNull(reader.status().error());
        assertEquals(3, fixture.inbox().getMessageCount());
        assertEquals(0, fixture.flagged(Flags.Flag.DELETED));
        assertEquals(0, fixture.reports.repeated());
    }

    @Test
    void idleReportsNewMailAtOnce() throws Exception {
        MailboxReader reader = fixture.read(fixture.imap(), SEEN);
        MailboxFixture.await(() -> reader.status().lastReadAt() != null);
        for (int i = 1; i <= 5; i++) {
            fixture.deliver(1);
            fixture.reports.await(i);
        }
        assertEquals(0, fixture.reports.repeated());
    }

    @Test
    void aReaderThatIdlesEndsAtOnce() throws Exception {
        MailboxReader reader = fixture.read(fixture.imap(), SEEN);
        MailboxFixture.await(() -> reader.status().lastReadAt() != null);
        long start = System.nanoTime();
        reader.close();
        assertTrue(System.nanoTime() - start < 5_000_000_000L);
    }

    @Test
    void idleIsIssuedAgainBeforeTheServerEndsIt() throws Exception {
        IntakeTiming timing = new IntakeTiming(
                MailboxFixture.TIMING.poll(),
                Duration.ofMillis(100),
                MailboxFixture.TIMING.firstRetry(),
                MailboxFixture.TIMING.lastRetry(),
                Duration.ofMillis(200));
        MailboxReader reader = fixture.read(fixture.imap(), SEEN, timing);
        MailboxFixture.await(() -> reader.status().lastReadAt() != null);
        Instant first = Objects.requireNonNull(reader.status().lastReadAt());
        MailboxFixture.await(
                () -> Objects.requireNonNull(reader.status().lastReadAt()).isAfter(first));
        assertNull(reader.status().error());
        fixture.deliver(1);
        fixture.reports.await(1);
    }

    @Test
    void aLaterReaderContinuesAtTheStoredPosition() throws Exception {
        fixture.deliver(2);
        MailboxReader first = fixture.read(fixture.imap(), SEEN);
        fixture.reports.await(2);
        first.close();
        fixture.deliver(1);
        fixture.read(fixture.imap(), SEEN);
        fixture.reports.await(3);
        assertEquals(0, fixture.reports.repeated());
    }

    @Test
    void anotherUidValidityReadsAllMailsAgainAndStoresNoneTwice() throws Exception {
        fixture.deliver(3);
        MailboxReader first = fixture.read(fixture.imap(), SEEN);
        fixture.reports.await(3);
        first.close();
        MailboxPosition position =
                fixture.reports.position(fixture.imap().key()).orElseThrow();
        fixture.reports.setPosition(
                new MailboxPosition(position.mailbox(), position.validity() - 1, position.uid() + 100));
        fixture.deliver(1);
        fixture.read(fixture.imap(), SEEN);
        fixture.reports.await(4);
        fixture.reports.awaitRepeated(3);
        assertEquals(4, fixture.reports.size());
    }

    @Test
    void mailsAreMovedToAFolderThatIsCreated() throws Exception {
        fixture.deliver(3);
        fixture.read(fixture.imap(), new AfterReading.Move("Done"));
        MailboxFixture.await(
                () -> fixture.folder("Done") != null && fixture.folder("Done").getMessageCount() == 3);
        assertEquals(0, fixture.inbox().getMessageCount());
        fixture.deliver(1);
        MailboxFixture.await(() -> fixture.folder("Done").getMessageCount() == 4);
        assertEquals(4, fixture.reports.size());
    }

    @Test
    void mailsAreDeletedOnlyIfThatIsConfigured() throws Exception {
        fixture.deliver(3);
        fixture.read(fixture.imap(), new AfterReading.Delete());
        MailboxFixture.await(() -> fixture.inbox().getMessageCount() == 0);
        assertEquals(3, fixture.reports.size());
    }

    @Test
    void manyMailsAreStoredInBatches() throws Exception {
        fixture.deliver(120);
        fixture.read(fixture.imap(), SEEN);
        fixture.reports.await(120);
        assertEquals(50, fixture.reports.batches().get(0));
        assertEquals(50, fixture.reports.batches().get(1));
        assertEquals(0, fixture.reports.repeated());
    }

    @Test
    void onlyTheBeginningOfALargeMailIsFetched() throws Exception {
        fixture.deliver(("x".repeat(998) + "\r\n").repeat(50 << 10));
        fixture.deliver(1);
        try (CuttingProxy proxy = new CuttingProxy(fixture.server.getImap().getPort())) {
            fixture.read(MailboxFixture.mailbox(Protocol.IMAP, proxy.port()), SEEN);
            fixture.reports.await(2);
            assertTrue(proxy.sent() < ReportReader.MAX_OCTETS + (1 << 19), () -> "octets: " + proxy.sent());
        }
    }

    @Test
    void mailWaitsInTheMailboxWhileTheDatabaseIsUnavailable() throws Exception {
        fixture.reports.setUnavailable(true);
        fixture.deliver(2);
        MailboxReader reader = fixture.read(fixture.imap(), new AfterReading.Delete());
        fixture.reports.awaitFailures(2);
        assertEquals("the database is unavailable", reader.status().error());
        assertEquals(2, fixture.inbox().getMessageCount());
        fixture.reports.setUnavailable(false);
        fixture.reports.await(2);
        MailboxFixture.await(() -> fixture.inbox().getMessageCount() == 0);
        MailboxFixture.await(() -> reader.status().error() == null);
    }

    @Test
    void aMailThatCannotBeStoredIsSkippedAndKept() throws Exception {
        fixture.reports.failAt("poison");
        fixture.deliver(1);
        fixture.deliver("poison");
        fixture.deliver(1);
        MailboxReader reader = fixture.read(fixture.imap(), new AfterReading.Delete());
        fixture.reports.await(2);
        MailboxFixture.await(() -> fixture.inbox().getMessageCount() == 1);
        MailboxFixture.await(() -> reader.status().lastReadAt() != null);
        assertEquals(2, fixture.reports.size());
    }

    @Test
    void aWrongPasswordIsAnErrorWithoutAddressOrPassword() throws Exception {
        MailboxServer wrong = new MailboxServer(
                "INBOUND_URL",
                Protocol.IMAP,
                Tls.NONE,
                MailboxFixture.USER,
                "127.0.0.1",
                fixture.server.getImap().getPort(),
                "INBOX",
                new Secret("hidden"));
        MailboxReader reader = fixture.read(wrong, SEEN);
        MailboxFixture.await(() -> reader.status().error() != null);
        String error = Objects.requireNonNull(reader.status().error());
        assertTrue(error.startsWith("the login was refused"), error);
        assertFalse(error.contains("hidden") || error.contains("bounces@"), error);
        assertNull(reader.status().lastReadAt());
    }

    @Test
    void aServerWithAnUntrustedCertificateIsNotTrusted() throws Exception {
        MailboxServer untrusted = new MailboxServer(
                "INBOUND_URL",
                Protocol.IMAP,
                Tls.TLS,
                MailboxFixture.USER,
                "127.0.0.1",
                fixture.server.getImaps().getPort(),
                "INBOX",
                new Secret("secret"));
        fixture.deliver(1);
        MailboxReader reader = fixture.read(untrusted, SEEN);
        MailboxFixture.await(() -> reader.status().error() != null);
        assertNotNull(reader.status().error());
        assertEquals(0, fixture.reports.size());
    }

    @Test
    void aServerThatOffersNoStarttlsGetsNoPassword() throws Exception {
        MailboxServer clear = new MailboxServer(
                "INBOUND_URL",
                Protocol.IMAP,
                Tls.STARTTLS,
                MailboxFixture.USER,
                "127.0.0.1",
                fixture.server.getImap().getPort(),
                "INBOX",
                new Secret("secret"));
        fixture.deliver(1);
        MailboxReader reader = fixture.read(clear, SEEN);
        MailboxFixture.await(() -> reader.status().error() != null);
        assertTrue(Objects.requireNonNull(reader.status().error()).contains("STARTTLS"));
        assertEquals(0, fixture.reports.size());
    }
}
