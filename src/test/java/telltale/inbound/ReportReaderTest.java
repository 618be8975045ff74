package telltale.inbound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.inbound.Identifiers.Candidate;
import telltale.inbound.Identifiers.Place;
import telltale.model.FailureReason;
import telltale.model.ReportKind;

class ReportReaderTest {
    private static final String RETURNED = """
        --b
        Content-Type: text/rfc822-headers

        Return-Path: <bounces+7@return.example>
        Message-ID: <7@sender.example>
        """;

    private final ReportReader reader = new ReportReader();

    // ---- Delivery status notifications

    @Test
    void aFailedDeliveryIsABounceOfTheRecipient() {
        Report report =
                read(dsn("message/delivery-status", "", group("failed", "5.1.1", "smtp; 550 5.1.1 no such user")));
        assertEquals(ReportKind.BOUNCE, report.kind());
        assertEquals(FailureReason.MAILBOX_GONE, report.reason());
        RecipientReport recipient = report.recipients().get(0);
        assertEquals("ann@example.com", recipient.address().last());
        assertEquals("5.1.1", recipient.status());
        assertEquals("failed", recipient.action());
        assertTrue(report.evidence().isMachineReport());
        assertEquals("<7@sender.example>", report.identifiers().messageId());
        assertEquals(
                List.of(new Candidate("bounces+7@return.example", Place.HEADER)),
                report.identifiers().addresses());
    }

    @Test
    void theReplyOfTheServerPrecedesTheStatusOfTheReport() {
        assertEquals(
                FailureReason.MAILBOX_FULL,
                read(dsn("message/delivery-status", "", group("failed", "5.1.1", "smtp; 552 5.2.2 mailbox full")))
                        .reason());
        assertEquals(
                FailureReason.UNKNOWN,
                read(dsn("message/delivery-status", "", group("failed", "5.1.1", "smtp; 550 no")))
                        .reason());
    }

    @Test
    void aTemporaryReplyThatWasGivenUpIsNotHard() {
        Report report =
                read(dsn("message/delivery-status", "", group("failed", "5.1.1", "smtp; 450 4.1.1 user unknown")));
        assertEquals(ReportKind.BOUNCE, report.kind());
        assertFalse(report.reason() == FailureReason.MAILBOX_GONE);
    }

    @ParameterizedTest
    @CsvSource({
        "delayed, 4.3.0, DELAY",
        "delayed, 4.4.7, BOUNCE",
        "delivered, 2.0.0, SUCCESS",
        "relayed, 2.1.5, SUCCESS"
    })
    void theActionDecidesTheKindExceptAfterExpiry(String action, String status, ReportKind kind) {
        Report report = read(dsn("message/delivery-status", "", group(action, status, "")));
        assertEquals(kind, report.kind());
        assertEquals(kind == ReportKind.BOUNCE ? FailureReason.EXPIRED : null, report.reason());
    }

    @Test
    void aReportOfSeveralRecipientsHasAReasonForEach() {
        String groups = group("failed", "5.1.1", "smtp; 550 5.1.1 no such user") + "\n"
                + group("failed", "5.2.2", "smtp; 552 5.2.2 mailbox full").replace("ann@", "ben@") + "\n"
                + group("delivered", "2.0.0", "").replace("ann@", "cat@");
        Report report = read(dsn("message/delivery-status", "", groups));
        assertEquals(
                List.of(FailureReason.MAILBOX_GONE, FailureReason.MAILBOX_FULL),
                report.recipients().stream()
                        .limit(2)
                        .map(RecipientReport::reason)
                        .toList());
        assertEquals("delivered", report.recipients().get(2).action());
        assertEquals("ann@example.com", report.main().orElseThrow().address().last());
    }

    @Test
    void aBase64PartIsDecoded() {
        String encoded = Base64.getMimeEncoder(76, new byte[] {'\n'})
                .encodeToString(
                        group("failed", "5.1.1", "smtp; 550 5.1.1 no such user").getBytes(StandardCharsets.UTF_8));
        Report report = read(dsn("message/delivery-status", "Content-Transfer-Encoding: base64\n", encoded));
        assertEquals(FailureReason.MAILBOX_GONE, report.reason());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--b\n\n", "--b\n\nContent-Type: text/plain\n\n"})
    void aPartMayLackAHeaderOrBeginWithABlankLine(String start) {
        Report report = read("From: MAILER-DAEMON@mx.example.net\nContent-Type: multipart/mixed; boundary=b\n\n" + start
                + "<ann@example.com>: 550 5.1.1 no such user\n\nSorry.\n--b--\n");
        assertEquals(FailureReason.MAILBOX_GONE, report.reason());
    }

    @Test
    void anInternationalReportIsReadAsUtf8() {
        String groups = group("failed", "5.1.1", "smtp; 550 5.1.1 нет такого пользователя")
                .replace("rfc822; ann@", "utf-8; пользователь@");
        Report report = read(dsn("message/global-delivery-status", "", groups));
        assertEquals(
                "пользователь@example.com", report.recipients().get(0).address().last());
        assertEquals(FailureReason.MAILBOX_GONE, report.reason());
    }

    @Test
    void aReportWhoseBoundaryIsWrongIsReadAllTheSame() {
        String mail = dsn("message/delivery-status", "", group("failed", "5.1.1", "smtp; 550 5.1.1 no such user"));
        assertEquals(
                FailureReason.MAILBOX_GONE,
                read(mail.replace("boundary=b", "boundary=other")).reason());
        assertEquals(
                FailureReason.MAILBOX_GONE,
                read(mail.replace("; boundary=b", "")).reason());
        assertEquals(FailureReason.MAILBOX_GONE, read(mail.replace("--b\n", "")).reason());
    }

    @Test
    void aReportInsideAnotherMailOfItsSenderIsFound() {
        String inner = dsn("message/delivery-status", "", group("failed", "5.1.1", "smtp; 550 5.1.1 no such user"));
        String outer = """
            From: MAILER-DAEMON@mx.example.net
            Subject: Returned mail
            Content-Type: multipart/mixed; boundary=o

            --o
            Content-Type: message/rfc822

            """ + inner + "\n--o--\n";
        assertEquals(FailureReason.MAILBOX_GONE, read(outer).reason());
    }

    // ---- Notifications in text

    @Test
    void aPlainTextBounceIsReadUpToTheCopyOfTheMessage() {
        Report report = read("""
            From: MAILER-DAEMON@mx.example.net
            To: bounces+7@return.example
            Subject: failure notice

            Hi. This is the qmail-send program at mx.example.net.
            I'm afraid I wasn't able to deliver your message to the following addresses.
            This is a permanent error; I've given up. Sorry it didn't work out.

            <ann@example.com>:
            192.0.2.25 does not like recipient.
            Remote host said: 552 5.2.2 mailbox full
            Giving up on 192.0.2.25.

            <ben@example.com>:
            Sorry, no mailbox here by that name. (#5.1.1)

            --- Below this line is a copy of the message.

            Return-Path: <bounces+7@return.example>
            Message-ID: <7@sender.example>
            Subject: 550 5.1.1 user unknown
            """);
        assertEquals(ReportKind.BOUNCE, report.kind());
        assertEquals(
                List.of(FailureReason.MAILBOX_FULL, FailureReason.MAILBOX_GONE),
                report.recipients().stream().map(RecipientReport::reason).toList());
        assertEquals(
                List.of("ann@example.com", "ben@example.com"),
                report.recipients().stream().map(each -> each.address().last()).toList());
        assertEquals(
                new Candidate("<7@sender.example>", Place.RETURNED_MESSAGE),
                report.identifiers().messageIds().get(0));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Undeliverable: Hello | Die Nachricht konnte nicht zugestellt werden. Der Empfänger ist unbekannt: Benutzer unbekannt | MAILBOX_GONE
            Non remis : bonjour | Votre message n'a pas pu être remis. Boîte pleine. | MAILBOX_FULL
            Недоставленное сообщение | Письмо не может быть доставлено: почтовый ящик переполнен | MAILBOX_FULL
            退信 | 您的邮件无法送达，用户不存在 | MAILBOX_GONE
            送信できません | 宛先不明のため送信できませんでした | MAILBOX_GONE
            """)
    void bouncesInOtherLanguagesAreRead(String subject, String text, FailureReason reason) {
        Report report = read("From: Mail Delivery System <mailer-daemon@mx.example.net>\nSubject: " + subject
                + "\nContent-Type: text/plain; charset=utf-8\n\n" + text + "\n");
        assertEquals(ReportKind.BOUNCE, report.kind());
        assertEquals(reason, report.reason());
    }

    // ---- Receipts

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            manual-action/MDN-sent-manually; displayed | RECEIPT | true
            Manual-Action/mdn-sent-manually;Displayed | RECEIPT | true
            manual-action/MDN-sent-manually; displayed (opened by Ann) | RECEIPT | true
            manual-action/MDN-sent-automatically; displayed/warning | RECEIPT | true
            automatic-action/MDN-sent-automatically; dispatched | AUTO_REPLY | false
            automatic-action/MDN-sent-automatically; processed | AUTO_REPLY | false
            manual-action/MDN-sent-manually; denied | AUTO_REPLY | true
            automatic-action/MDN-sent-automatically; displayed/error | RECEIPT | false
            automatic-action/MDN-sent-automatically; deleted | AUTO_REPLY | false
            manual-action/MDN-sent-manually; deleted | AUTO_REPLY | true
            """)
    void onlyADisplayedMessageWasOpened(String disposition, ReportKind kind, boolean isManual) {
        Report report = read(mdn(disposition, "Your message was processed."));
        assertEquals(kind, report.kind());
        Disposition read = report.evidence().disposition();
        assertNotNull(read);
        assertEquals(isManual, read.isManual());
        assertEquals("ann@example.com", report.recipients().get(0).address().last());
        assertEquals("<7@sender.example>", report.identifiers().messageId());
    }

    /** A gateway that does not know the type of the part replaces it. */
    @ParameterizedTest
    @ValueSource(strings = {"application/octet-stream", "text/plain; charset=us-ascii"})
    void aReceiptThatIsAnnouncedIsReadInAPartOfAnotherType(String type) {
        String receipt = mdn("manual-action/MDN-sent-manually; displayed", "Your message was displayed.");
        String mistyped = receipt.replace("message/disposition-notification", type);
        assertEquals(ReportKind.RECEIPT, read(mistyped).kind());
    }

    @Test
    void aMailboxThatRejectsForLackOfSpaceBounces() {
        Report report = read(mdn(
                "automatic-action/MDN-sent-automatically; deleted",
                "Your message to <ann@example.com> was automatically rejected: Quota exceeded"));
        assertEquals(FailureReason.MAILBOX_FULL, report.reason());
    }

    // ---- Answers

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Auto-Submitted: auto-replied (vacation)\nIn-Reply-To: <7@sender.example>",
                "Precedence: bulk",
                "X-Autoreply: yes\nIn-Reply-To: <7@sender.example>",
                "Return-Path: <>\nIn-Reply-To: <7@sender.example>",
                "Subject: Abwesenheitsnotiz: Hallo\nIn-Reply-To: <7@sender.example>",
                "Subject: Réponse automatique : Bonjour\nIn-Reply-To: <7@sender.example>",
                "Subject: =?utf-8?B?6Ieq5Yqo5Zue5aSN?=\nReferences: <7@sender.example>",
                "Subject: Ann Smith is out of the office\nIn-Reply-To: <7@sender.example>"
            })
    void anAnswerOfAProgramIsAnAutoReply(String header) {
        assertEquals(
                ReportKind.AUTO_REPLY,
                read("From: ann@example.com\n" + header + "\n\nI am away.\n").kind());
    }

    @Test
    void anAnswerOfAPersonIsAReply() {
        Report report = read("""
            From: Ann <ann@example.com>
            To: news@sender.example
            Subject: Re: Weekly news
            In-Reply-To: Your message of Sun, 29 Nov 2026
            	<7@sender.example>

            Thanks! I saw "550 5.1.1 user unknown" and "mailbox full" in your news.
            """);
        assertEquals(ReportKind.REPLY, report.kind());
        assertEquals("ann@example.com", report.recipients().get(0).address().last());
        assertEquals(
                new Candidate("<7@sender.example>", Place.REFERENCE),
                report.identifiers().messageIds().get(0));
        assertFalse(report.evidence().isMachineReport());
        assertNull(report.type());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "From: ann@example.com\nSubject: unsubscribe\n\n",
                "From: ann@example.com\nSubject: UNSUBSCRIBE\n\n"
            })
    void aMailThatAsksToBeUnsubscribedIsRecognized(String mail) {
        assertEquals(ReportKind.UNSUBSCRIBE, read(mail).kind());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n",
                "From: ann@example.com\nSubject: Lunch?\n\nAt noon.\n",
                "From: list@example.org\nList-Id: <list.example.org>\nPrecedence: bulk\nIn-Reply-To: <x@y.example>\n\nHi all.\n",
                "From: ann@example.com\nSubject: Fwd: Weekly news\nReferences: <7@sender.example>\n\nSee below.\n"
            })
    void otherMailIsUnrelated(String mail) {
        assertEquals(ReportKind.UNRELATED, read(mail).kind());
    }

    // ---- The envelope

    @Test
    void theEnvelopeIsTheFirstEvidence() {
        byte[] mail = "From: postmaster@mx.example.net\nTo: x@return.example\n\nUndeliverable.\n"
                .getBytes(StandardCharsets.UTF_8);
        ReturnEnvelope envelope = new ReturnEnvelope(Optional.of(""), List.of("bounces+7@return.example"));
        Report report = reader.read(mail, envelope);
        assertTrue(report.evidence().isMachineReport());
        assertEquals(
                new Candidate("bounces+7@return.example", Place.ENVELOPE),
                report.identifiers().addresses().get(0));
        ReturnEnvelope person = new ReturnEnvelope(Optional.of("ann@example.com"), List.of());
        assertFalse(reader.read(mail, person).evidence().isMachineReport());
    }

    @Test
    void everyReportNamesTheVersionsOfItsRules() {
        assertTrue(
                read("").ruleset().matches("\\d{4}\\.\\d+\\.\\d+\\+reasons-\\d{4}\\.\\d+\\.\\d+"), read("").ruleset());
    }

    private Report read(String mail) {
        return reader.read(mail.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8), ReturnEnvelope.UNKNOWN);
    }

    private static String group(String action, String status, String diagnostic) {
        return "Final-Recipient: rfc822; ann@example.com\nAction: " + action + "\nStatus: " + status + "\n"
                + (diagnostic.isEmpty() ? "" : "Diagnostic-Code: " + diagnostic + "\n");
    }

    private static String dsn(String type, String header, String groups) {
        String message = header.isEmpty() ? "Reporting-MTA: dns; mx.example.net\n\n" : "";
        return """
            From: MAILER-DAEMON@mx.example.net
            To: <bounces+7@return.example>
            Subject: Mail status
            Content-Type: multipart/report; report-type=delivery-status; boundary=b

            --b
            Content-Type: text/plain

            About your message.
            --b
            Content-Type: %s
            """.formatted(type) + header + "\n" + message + groups + "\n" + RETURNED + "--b--\n";
    }

    private static String mdn(String disposition, String text) {
        return """
            From: ann@example.com
            Subject: Read: Weekly news
            Content-Type: multipart/report; report-type=disposition-notification; boundary=b

            --b
            Content-Type: text/plain

            %s
            --b
            Content-Type: message/disposition-notification

            Reporting-UA: client.example; Mail 1.0
            Final-Recipient: rfc822; ann@example.com
            Original-Message-ID: <7@sender.example>
            Disposition: %s
            --b--
            """.formatted(text, disposition);
    }
}
