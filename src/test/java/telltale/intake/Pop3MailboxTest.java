package telltale.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import telltale.settings.AfterReading;
import telltale.settings.MailboxServer.Protocol;

@Timeout(120)
class Pop3MailboxTest {
    private final MailboxFixture fixture = new MailboxFixture();

    @AfterEach
    void stop() throws Exception {
        fixture.close();
    }

    @Test
    void mailThatIsKeptIsFetchedOnce() throws Exception {
        fixture.deliver(3);
        MailboxReader reader = fixture.read(fixture.pop3(), new AfterReading.MarkSeen());
        fixture.reports.await(3);
        MailboxFixture.await(() -> reader.status().lastReadAt() != null);
        Instant first = Objects.requireNonNull(reader.status().lastReadAt());
        MailboxFixture.await(
                () -> Objects.requireNonNull(reader.status().lastReadAt()).isAfter(first));
        fixture.deliver(1);
        fixture.reports.await(4);
        assertEquals(4, fixture.inbox().getMessageCount());
        assertEquals(0, fixture.reports.repeated());
    }

    @Test
    void mailIsDeletedIfThatIsConfigured() throws Exception {
        fixture.deliver(60);
        fixture.read(fixture.pop3(), new AfterReading.Delete());
        MailboxFixture.await(() -> fixture.inbox().getMessageCount() == 0);
        assertEquals(60, fixture.reports.size());
        assertEquals(0, fixture.reports.repeated());
    }

    @Test
    void mailWaitsInTheMailboxWhileTheDatabaseIsUnavailable() throws Exception {
        fixture.reports.setUnavailable(true);
        fixture.deliver(2);
        fixture.read(fixture.pop3(), new AfterReading.Delete());
        fixture.reports.awaitFailures(2);
        assertEquals(2, fixture.inbox().getMessageCount());
        fixture.reports.setUnavailable(false);
        MailboxFixture.await(() -> fixture.inbox().getMessageCount() == 0);
        assertEquals(2, fixture.reports.size());
    }

    @Test
    void onlyTheBeginningOfALargeMailIsFetched() throws Exception {
        fixture.deliver(("x".repeat(98) + "\r\n").repeat(500_000));
        fixture.deliver(1);
        try (CuttingProxy proxy = new CuttingProxy(fixture.server.getPop3().getPort())) {
            fixture.read(MailboxFixture.mailbox(Protocol.POP3, proxy.port()), new AfterReading.MarkSeen());
            fixture.reports.await(2);
            assertTrue(proxy.sent() < 10_000 * 110, () -> "octets: " + proxy.sent());
        }
    }
}
