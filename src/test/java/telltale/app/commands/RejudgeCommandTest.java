package telltale.app.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.EmailAddress;
import telltale.model.FailureReason;
import telltale.model.ImmutableBytes;
import telltale.model.PersonKey;
import telltale.model.ReportKind;
import telltale.model.ReportMatch;
import telltale.model.ReportSource;
import telltale.model.Sha256;
import telltale.model.Uuid7;
import telltale.store.NewReport;
import telltale.store.ReportFacts;
import telltale.store.ReportsFixture;
import telltale.store.Store;
import telltale.store.sqlite.SqliteStore;

/** Tests of {@code rejudge} with mails that came back, in the embedded database of a server that is not running. */
class RejudgeCommandTest extends ReportsFixture {
    private static final String KEY_OF_ZEROS = "A".repeat(43);
    private static final ImmutableBytes HARD_BOUNCE = mail("550 5.1.1 no such user");
    private static final ImmutableBytes FULL_MAILBOX = mail("552 5.2.2 mailbox full");

    @TempDir
    private Path home;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private static ImmutableBytes mail(String reply) {
        return new ImmutableBytes("""
                From: MAILER-DAEMON@mx.example.com
                Subject: failure notice

                <ann@example.com>:
                Remote host said: %s (in reply to RCPT TO command)

                --- Below this line is a copy of the message.

                Message-ID: <7@sender.example>
                """.formatted(reply).getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    protected Store open(Function<EmailAddress, Optional<PersonKey>> keys) {
        return SqliteStore.open(home.resolve("telltale.db"), home.resolve("native"), Duration.ofSeconds(5), keys);
    }

    @Override
    protected long number(String sql) {
        throw new UnsupportedOperationException();
    }

    @BeforeEach
    void keepTheKeysOfTheFixtureInTheHome() throws IOException {
        Files.writeString(home.resolve("secret"), "pepper=" + KEY_OF_ZEROS + "\nsigning.1=" + KEY_OF_ZEROS + "\n");
    }

    @Test
    void aReportThatBecomesAHardBounceSuppressesItsRecipient() {
        DeliveryId delivery = accepted("spring");
        storeAsOlderRulesRead(delivery, HARD_BOUNCE, ReportKind.DELAY, FailureReason.NETWORK);
        assertEquals(DeliveryState.ACCEPTED, state(delivery));

        rejudge("--apply");

        assertEquals(DeliveryState.BOUNCED, state(delivery));
        assertEquals("mailbox-gone", suppressed().reason());
        assertSound();
    }

    @Test
    void aReportThatIsNoHardBounceAnyMoreLiftsItsSuppression() {
        DeliveryId delivery = accepted("spring");
        storeAsOlderRulesRead(delivery, FULL_MAILBOX, ReportKind.BOUNCE, FailureReason.MAILBOX_GONE);
        assertNotNull(suppression());

        rejudge("--apply");

        assertEquals(DeliveryState.BOUNCED, state(delivery));
        assertNull(suppression());
        assertSound();
    }

    @Test
    void withoutApplyItOnlyCountsTheReports() {
        DeliveryId delivery = accepted("spring");
        storeAsOlderRulesRead(delivery, HARD_BOUNCE, ReportKind.DELAY, FailureReason.NETWORK);

        String preview = rejudge();
        assertTrue(
                preview.contains("\n1 mail that came back was read by older rules. rejudge --apply reads it again.\n"),
                preview);
        assertEquals(DeliveryState.ACCEPTED, state(delivery));

        assertTrue(rejudge("--apply").contains("\n1 mail that came back was read again by the current rules.\n"));
        assertTrue(rejudge().contains("\n0 mails that came back were read by older rules.\n"));
    }

    private void storeAsOlderRulesRead(
            DeliveryId delivery, ImmutableBytes octets, ReportKind kind, FailureReason reason) {
        ReportFacts facts = facts(kind, reason).by("older");
        store(new NewReport(
                Uuid7.at(day(1), random),
                day(1),
                ReportSource.SMTP,
                new ImmutableBytes(Sha256.of(octets.toBytes())),
                facts,
                delivery,
                ReportMatch.TOKEN,
                octets,
                null));
    }

    /** Closes the store, runs the command, and opens the store again. */
    private String rejudge(String... arguments) {
        store.close();
        out.reset();
        PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
        int status = RejudgeCommand.run(
                Map.of("TELLTALE_HOME", home.toString()), home.resolve(".env"), List.of(arguments), print, print);
        String printed = out.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
        assertEquals(0, status, printed);
        store = open();
        return printed;
    }
}
