package telltale.inbound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.model.FailureClass;
import telltale.model.ReportKind;

/** "User unknown" is also said by filters about mailboxes that exist: it counts only if a report shows who said it, and when. */
class UnknownUserTest {
    private static final String STATUS = "Final-Recipient: rfc822; ann@example.com\nAction: failed\nStatus: 5.0.0\n";

    private final ReportReader reader = new ReportReader();

    @ParameterizedTest
    @ValueSource(strings = {"user unknown", "Unknown user ann@example.com", "<ann@example.com>... No such user"})
    void theWordsAloneShowNothing(String words) {
        assertSoft(dsn("", STATUS + "Diagnostic-Code: smtp; 550 " + words + "\n"));
        assertSoft(text("<ann@example.com>: 550 " + words));
        assertSoft(text("ann@example.com [" + words + "]"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "550 %s (in reply to RCPT TO command)",
                "SMTP error from remote mail server after RCPT TO:<ann@example.com>: 550 %s",
                ">>> RCPT TO:<ann@example.com>\n<<< 550 %s",
                "192.0.2.1 does not like recipient.\nRemote host said: 550 %s",
                "mx.example.com [192.0.2.1] did not like our RCPT TO:\n550 %s",
                "Remote host said: 550 %s [RCPT_TO]"
            })
    void inReplyToRcptTheyAreAboutTheMailbox(String quoted) {
        for (String words : new String[] {"user unknown", "No such user", "Unknown user ann@example.com"}) {
            assertHard(text("<ann@example.com>:\n" + quoted.formatted(words)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.1.1", "5.1.10", "5.1.3"})
    void aCodeOfTheServerThatSaysTheSameConfirmsThem(String status) {
        assertHard(text("<ann@example.com>: 550 " + status + " user unknown"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.2.1", "5.2.0", "5.7.1"})
    void aCodeOfTheServerThatSaysOtherwiseWeighsMoreExceptAfterRcpt(String status) {
        String reply = "550 " + status + " <ann@example.com>... User Unknown";
        String group = STATUS + "Remote-MTA: dns; mx.example.com\nDiagnostic-Code: smtp; " + reply;
        assertSoft(dsn("", group + "\n"));
        assertHard(dsn("", group + " (in reply to RCPT TO command)\n"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Remote-MTA: dns; mx.example.com\nDiagnostic-Code: smtp; 550 user unknown",
                "Diagnostic-Code: x-unix; user unknown",
                "Diagnostic-Code: X-Postfix; unknown user: \"ann\""
            })
    void aStatusThatNamesWhoSaidItCounts(String fields) {
        assertHard(dsn("", STATUS + fields + "\n"));
    }

    /** Without a reply, the status is all that says how long it lasts. */
    @ParameterizedTest
    @CsvSource({"4.0.0, false", "4.4.4, false", "5.4.4, true", "5.1.2, true"})
    void aDomainIsNotGoneWhereTheReportCallsTheFailureTemporary(String status, boolean isHard) {
        String mail = dsn(
                "", STATUS.replace("5.0.0", status) + "Diagnostic-Code: x-local; Domain name not found: example.com\n");
        assertEquals(isHard, read(mail).type() == FailureClass.HARD);
    }

    private void assertHard(String mail) {
        assertEquals(
                FailureClass.HARD, read(mail).type(), () -> mail + read(mail).reasons());
    }

    private void assertSoft(String mail) {
        assertEquals(ReportKind.BOUNCE, read(mail).kind(), mail);
        assertNotEquals(
                FailureClass.HARD, read(mail).type(), () -> mail + read(mail).reasons());
    }

    private Report read(String mail) {
        return reader.read(mail.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8), ReturnEnvelope.UNKNOWN);
    }

    private static String text(String explanation) {
        return "From: MAILER-DAEMON@mx.example.net\nSubject: Undeliverable mail\n\n" + explanation + "\n";
    }

    private static String dsn(String explanation, String group) {
        return """
            From: MAILER-DAEMON@mx.example.net
            Subject: Undeliverable mail
            Content-Type: multipart/report; report-type=delivery-status; boundary=b

            --b
            Content-Type: text/plain

            %s
            --b
            Content-Type: message/delivery-status

            Reporting-MTA: dns; mx.example.net

            %s
            --b--
            """.formatted(explanation, group);
    }
}
