package telltale.inbound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.model.ReportKind;

class ComplaintTest {
    private final ReportReader reader = new ReportReader();

    @Test
    void aFeedbackReportIsAComplaintOfEachRecipientThatItNames() {
        Report report = read("""
            From: feedback@isp.example
            Content-Type: multipart/report; report-type=feedback-report; boundary=b

            --b
            Content-Type: text/plain

            This is an email abuse report.
            --b
            Content-Type: message/feedback-report

            Feedback-Type: abuse
            User-Agent: SomeGenerator/1.0
            Original-Rcpt-To: ann@example.com
            Original-Rcpt-To: <ben@example.com>
            --b
            Content-Type: message/rfc822

            Message-ID: <7@sender.example>
            --b--
            """);
        assertEquals(ReportKind.COMPLAINT, report.kind());
        assertEquals("abuse", report.evidence().feedbackType());
        assertEquals(
                List.of("ann@example.com", "ben@example.com"),
                report.recipients().stream().map(each -> each.address().last()).toList());
        assertEquals("<7@sender.example>", report.identifiers().messageId());
    }

    @Test
    void aReportThatMailIsNoSpamIsNoComplaint() {
        assertEquals(ReportKind.UNRELATED, read("""
            From: feedback@isp.example
            Content-Type: multipart/report; report-type=feedback-report; boundary=b

            --b
            Content-Type: message/feedback-report

            Feedback-Type: not-spam
            --b--
            """).kind());
    }

    @Test
    void aComplaintOfHotmailIsRecognizedByItsHeader() {
        Report report = read("""
            X-HmXmrOriginalRecipient: ann@hotmail.example
            From: staff@hotmail.example
            Subject: complaint about message from 192.0.2.1

            Message-ID: <7@sender.example>
            """);
        assertEquals(ReportKind.COMPLAINT, report.kind());
        assertEquals("ann@hotmail.example", report.recipients().get(0).address().last());
    }

    @Test
    void aComplaintOfHotmailMayNameTheRecipientInTheMessageThatItReturns() {
        Report report = read("""
            From: staff@hotmail.example
            Subject: complaint about message from 192.0.2.1
            Content-Type: multipart/mixed; boundary=b

            --b
            Content-Type: message/rfc822

            X-HmXmrOriginalRecipient: <ann@hotmail.example>
            Message-ID: <7@sender.example>
            --b--
            """);
        assertEquals(ReportKind.COMPLAINT, report.kind());
        assertTrue(report.evidence().isMachineReport());
        assertEquals("ann@hotmail.example", report.recipients().get(0).address().last());
    }

    /** A gateway that does not know the type of the part replaces it. */
    @ParameterizedTest
    @ValueSource(strings = {"application/octet-stream", "text/plain; charset=us-ascii"})
    void aComplaintThatIsAnnouncedIsReadInAPartOfAnotherType(String type) {
        Report complaint = read("""
            From: feedback@isp.example
            Content-Type: multipart/report; report-type="feedback-report"; boundary=b

            --b
            Content-Type: %s

            Feedback-Type: abuse
            User-Agent: SomeGenerator/1.0
            Removal-Recipient: ann@example.com
            --b--
            """.formatted(type));
        assertEquals(ReportKind.COMPLAINT, complaint.kind());
        assertEquals("ann@example.com", complaint.recipients().get(0).address().last());
    }

    private Report read(String mail) {
        return reader.read(mail.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8), ReturnEnvelope.UNKNOWN);
    }
}
