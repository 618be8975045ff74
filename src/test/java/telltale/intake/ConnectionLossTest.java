package telltale.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.intake.CuttingProxy.Moment;
import telltale.settings.AfterReading;
import telltale.settings.MailboxServer.Protocol;

/** Connections that are lost at each stage: every mail is stored, and none twice. */
@Timeout(120)
class ConnectionLossTest {
    private final MailboxFixture fixture = new MailboxFixture();

    @AfterEach
    void stop() throws Exception {
        fixture.close();
    }

    @ParameterizedTest
    @CsvSource({
        "CAPABILITY, BEFORE",
        "LOGIN, BEFORE",
        "LOGIN, AFTER",
        "SELECT, BEFORE",
        "SELECT, AFTER",
        "UID FETCH, BEFORE",
        "UID FETCH, AFTER",
        "BODY.PEEK, BEFORE",
        "BODY.PEEK, AFTER",
        "STORE, BEFORE",
        "STORE, AFTER",
        "IDLE, BEFORE",
        "IDLE, AFTER"
    })
    void anImapConnectionIsLostAtACommand(String command, Moment moment) throws Exception {
        fixture.deliver(3);
        try (CuttingProxy proxy = new CuttingProxy(fixture.server.getImap().getPort())) {
            proxy.cutAt(command, moment);
            fixture.read(MailboxFixture.mailbox(Protocol.IMAP, proxy.port()), new AfterReading.MarkSeen());
            fixture.reports.await(3);
            MailboxFixture.await(() -> proxy.cuts() == 1);
            // One after the other: GreenMail forgets to report a mail that arrives while it reports another.
            for (int reports = 4; reports <= 5; reports++) {
                fixture.deliver(1);
                fixture.reports.await(reports);
            }
            assertEquals(0, fixture.reports.repeated());
        }
    }

    @ParameterizedTest
    @CsvSource({"MOVE, BEFORE", "MOVE, AFTER"})
    void aMoveThatIsInterruptedIsMadeUpFor(String command, Moment moment) throws Exception {
        fixture.deliver(3);
        try (CuttingProxy proxy = new CuttingProxy(fixture.server.getImap().getPort())) {
            proxy.cutAt(command, moment);
            fixture.read(MailboxFixture.mailbox(Protocol.IMAP, proxy.port()), new AfterReading.Move("Done"));
            MailboxFixture.await(() -> proxy.cuts() == 1);
            MailboxFixture.await(() -> fixture.folder("Done").getMessageCount() == 3);
            assertEquals(0, fixture.inbox().getMessageCount());
            assertEquals(3, fixture.reports.size());
        }
    }

    @ParameterizedTest
    @CsvSource({"STORE, BEFORE", "STORE, AFTER", "EXPUNGE, BEFORE", "EXPUNGE, AFTER"})
    void aDeletionThatIsInterruptedIsMadeUpFor(String command, Moment moment) throws Exception {
        fixture.deliver(3);
        try (CuttingProxy proxy = new CuttingProxy(fixture.server.getImap().getPort())) {
            proxy.cutAt(command, moment);
            fixture.read(MailboxFixture.mailbox(Protocol.IMAP, proxy.port()), new AfterReading.Delete());
            MailboxFixture.await(() -> proxy.cuts() == 1);
            MailboxFixture.await(() -> fixture.inbox().getMessageCount() == 0);
            assertEquals(3, fixture.reports.size());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 100, 700, 1_000, 1_300, 2_000, 5_000, 10_000})
    void anImapConnectionIsLostAfterSomeOctets(long octets) throws Exception {
        fixture.deliver(60);
        try (CuttingProxy proxy = new CuttingProxy(fixture.server.getImap().getPort())) {
            proxy.cutAfter(octets);
            fixture.read(MailboxFixture.mailbox(Protocol.IMAP, proxy.port()), new AfterReading.MarkSeen());
            MailboxFixture.await(() -> proxy.cuts() == 1);
            fixture.reports.await(60);
            fixture.deliver(1);
            fixture.reports.await(61);
            assertEquals(0, fixture.reports.repeated());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "AUTH PLAIN, BEFORE",
        "AUTH PLAIN, AFTER",
        "UIDL, BEFORE",
        "UIDL, AFTER",
        "RETR 1, AFTER",
        "RETR 2, BEFORE",
        "DELE, BEFORE",
        "DELE, AFTER",
        "QUIT, BEFORE",
        "QUIT, AFTER"
    })
    void aPop3ConnectionIsLostAtACommand(String command, Moment moment) throws Exception {
        fixture.deliver(3);
        try (CuttingProxy proxy = new CuttingProxy(fixture.server.getPop3().getPort())) {
            proxy.cutAt(command, moment);
            fixture.read(MailboxFixture.mailbox(Protocol.POP3, proxy.port()), new AfterReading.Delete());
            MailboxFixture.await(() -> proxy.cuts() == 1);
            MailboxFixture.await(() -> fixture.inbox().getMessageCount() == 0);
            assertEquals(3, fixture.reports.size());
        }
    }
}
