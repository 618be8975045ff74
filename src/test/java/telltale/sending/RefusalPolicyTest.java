package telltale.sending;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import telltale.model.DeliveryState;
import telltale.model.EmailAddress;
import telltale.model.FailureReason;
import telltale.model.Outcome;
import telltale.model.Outcome.SmtpStage;
import telltale.model.SmtpReply;
import telltale.model.Suppression;
import telltale.smtp.ScriptedSmtpServer;
import telltale.smtp.ScriptedSmtpServer.Step;

class RefusalPolicyTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final EmailAddress ANN = EmailAddress.parse("ann@example.com");

    @TempDir
    Path home;

    @ParameterizedTest
    @CsvSource({
        "RCPT, 550 5.1.1 no such user, MAILBOX_GONE, mailbox-gone",
        "RCPT, 550 no such user, MAILBOX_GONE, mailbox-gone",
        "RCPT, 550 5.1.2 no such domain, DOMAIN_GONE, domain-gone",
        "END_OF_DATA, 550 5.1.1 no such user, MAILBOX_GONE, mailbox-gone",
        "END_OF_DATA, 550 no such user, MAILBOX_GONE,",
        "END_OF_DATA, 550 5.1.2 no such domain, DOMAIN_GONE,",
        "MAIL, 550 5.1.1 no such user, MAILBOX_GONE,",
        "DATA, 554 5.1.1 no valid recipients, MAILBOX_GONE,",
        "RCPT, 450 4.1.1 unknown for now, MAILBOX_GONE,",
        "RCPT, 552 5.2.2 over quota, MAILBOX_FULL,",
        "RCPT, 550 5.7.1 not allowed, POLICY,",
        "END_OF_DATA, 554 5.7.1 spam, CONTENT,",
        "END_OF_DATA, 552 5.3.4 too big, SIZE,"
    })
    void onlyAReplyThatTheMailboxIsMissingSuppresses(
            SmtpStage stage, String reply, FailureReason reason, @Nullable String expected) {
        SmtpReply parsed = SmtpReply.parse(Integer.parseInt(reply.substring(0, 3)), reply);
        Suppression suppression = RefusalPolicy.suppression(new Outcome.Refused(stage, parsed, reason), NOON);
        assertEquals(
                expected,
                Optional.ofNullable(suppression).map(Suppression::reason).orElse(null));
    }

    @Test
    void aFailureWithoutARefusalSuppressesNobody() {
        assertNull(RefusalPolicy.suppression(
                new Outcome.Failed(Outcome.Reason.UNREACHABLE, SmtpStage.CONNECT, "timeout"), NOON));
    }

    @Test
    void aRecipientWithoutAMailboxGetsNoFurtherMail() throws Exception {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start().reply(Step.RCPT, "550 5.1.1 no such user");
                SendingFixture fixture =
                        new SendingFixture(home, SendingFixture.sender(server), SendingFixture.QUICK)) {
            fixture.submit(ANN.toString());
            SendingFixture.await(() -> fixture.in(DeliveryState.REFUSED).size() == 1);
            fixture.submit(ANN.toString());
            SendingFixture.await(() -> fixture.in(DeliveryState.SUPPRESSED).size() == 1);
            assertEquals("mailbox-gone", reason(fixture));
            assertEquals(
                    1,
                    server.commands().stream()
                            .filter(command -> command.startsWith("RCPT"))
                            .count());
            assertEquals(List.of(), fixture.store.recount().differences());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "RCPT, 550 5.7.1 message rejected by policy",
        "RCPT, 552 5.2.2 mailbox full",
        "END_OF_DATA, 552 5.3.4 message too big",
        "END_OF_DATA, 554 5.6.0 message rejected as spam",
        "DATA, 554 no valid recipients"
    })
    void aRefusalOfTheMessageSuppressesNobody(Step step, String reply) throws Exception {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start().reply(step, reply);
                SendingFixture fixture =
                        new SendingFixture(home, SendingFixture.sender(server), SendingFixture.QUICK)) {
            fixture.submit(ANN.toString());
            SendingFixture.await(() -> fixture.in(DeliveryState.REFUSED).size()
                            + fixture.in(DeliveryState.DEFERRED).size()
                    == 1);
            assertNull(reason(fixture));
            assertTrue(fixture.in(DeliveryState.SUPPRESSED).isEmpty());
        }
    }

    private static @Nullable String reason(SendingFixture fixture) {
        Suppression suppression = fixture.store.persons().person(ANN).suppression();
        return suppression == null ? null : suppression.reason();
    }
}
