package telltale.failure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.failure.FailureRules.Finding;
import telltale.model.FailureClass;
import telltale.model.FailureReason;
import telltale.model.Fault;
import telltale.model.Outcome.SmtpStage;
import telltale.model.SmtpReply;
import telltale.rules.InvalidDataFileException;

/** Replies in the published lists of providers and in the sources of mail servers. */
class FailureRulesTest {
    private final FailureRules rules = FailureRules.builtIn();

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\u0001', textBlock = """
            MAILBOX_GONE | 550 5.1.1 The email account that you tried to reach does not exist. Please try double-checking
            MAILBOX_BUSY | 550 5.2.1 The email account that you tried to reach is disabled.
            MAILBOX_BUSY | 550 5.2.1 The email account that you tried to reach is inactive.
            MAILBOX_FULL | 552 5.2.2 The recipient's inbox is out of storage space.
            MAILBOX_FULL | 452 4.2.2 The email account that you tried to reach is over quota.
            MAILBOX_BUSY | 450 4.2.1 The user you are trying to contact is receiving mail at a rate that prevents additional messages from being delivered.
            REPUTATION | 421 4.7.0 Our system has detected an unusual rate of unsolicited mail originating from your IP address.
            REPUTATION | 550 5.4.5 Daily user sending limit exceeded.
            AUTHENTICATION | 550 5.7.26 This mail has been blocked because the sender is unauthenticated.
            CONTENT | 550 5.7.1 [192.0.2.1] Our system has detected that this message is likely unsolicited mail.
            CONTENT | 552 5.7.0 This message was blocked because its content presents a potential security issue.
            SIZE | 552 5.3.4 Your message exceeded Google's message size limits.
            """)
    void repliesOfGmail(FailureReason reason, String reply) {
        assertReason(reason, reply);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\u0001', textBlock = """
            MAILBOX_GONE | 550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup
            MAILBOX_GONE | 550 5.5.0 Requested action not taken: mailbox unavailable (S2017062302). [2023-09-19T15:05:34.324Z 08DBB71928CA8F8E]
            MAILBOX_GONE | 550 5.4.1 Recipient address rejected: Access denied. [2023-09-18T12:48:32.808Z 08DBB45899852BA7]
            REPUTATION | 550 5.7.606 Access denied, banned sending IP [192.0.2.225].
            REPUTATION | 550 5.7.1 Unfortunately, messages from [192.0.2.1] weren't sent. Please contact your provider since part of their network is on our block list (S3140).
            AUTHENTICATION | 550 5.7.515 Access denied, sending domain example.com doesn't meet the required authentication level.
            POLICY | 550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup; authentication not met for group
            MAILBOX_FULL | 554 5.2.2 mailbox full; STOREDRV.Deliver.Exception:QuotaExceededException
            NETWORK | 554 5.4.14 Hop count exceeded - possible mail loop ATTR34
            REPUTATION | 451 4.7.500 Server busy. Please try again later from [192.0.2.1].
            """)
    void repliesOfMicrosoft(FailureReason reason, String reply) {
        assertReason(reason, reply);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\u0001', textBlock = """
            REPUTATION | 421 4.7.0 [TSS04] Messages from 192.0.2.1 temporarily deferred due to unexpected volume or user complaints
            POLICY | 554 5.7.9 Message not accepted for policy reasons. See https://senders.yahooinc.com/error-codes
            MAILBOX_GONE | 554 delivery error: dd This user doesn't have a yahoo.com account (ann@example.com) [0]
            MAILBOX_GONE | 552 1 Requested mail action aborted, mailbox not found
            REPUTATION | 553 5.7.1 [BL21] Connections will not be accepted from 192.0.2.1, because the ip is in Spamhaus's list
            MAILBOX_GONE | 550 5.1.1 unknown or illegal alias: ann@example.com
            MAILBOX_FULL | 552 5.2.2 <ann@example.com>: user is over quota
            MAILBOX_GONE | 550 Invalid Recipient - https://community.mimecast.com/docs/DOC-1369#550
            POLICY | 550 Administrative prohibition - envelope blocked - https://community.mimecast.com/docs/DOC-1369#550
            REPUTATION | 554 Blocked - see https://ipcheck.proofpoint.com/?ip=192.0.2.1
            MAILBOX_GONE | 550 No such user - psmtp
            REPUTATION | 554 Service unavailable; Client host [mail.example.net] blocked using Barracuda Reputation; http://www.barracudanetworks.com/reputation/
            MAILBOX_GONE | 550 Mailbox not found. http://service.mail.qq.com/cgi-bin/help?subtype=1
            REPUTATION | 550 Connection frequency limited. http://service.mail.qq.com/cgi-bin/help
            CONTENT | 550 Mail content denied. http://service.mail.qq.com/cgi-bin/help
            CONTENT | 554 DT:SPM 163 smtp8,DMCowEAZf0XpAYNU http://mail.163.com/help/help_spam_16.htm
            MAILBOX_BUSY | 550 User suspended: ann@example.com
            MAILBOX_GONE | 550 Message was not accepted -- invalid mailbox. Local mailbox ann@example.com is unavailable: user not found
            CONTENT | 550 spam message rejected. Please visit http://help.mail.ru/notspam-support/
            MAILBOX_GONE | 550 <ann@example.com>: Requested action not taken: mailbox unavailable. For explanation visit https://postmaster.gmx.net/en/error-messages
            MAILBOX_FULL | 550 User has exhausted allowed storage space.
            MAILBOX_GONE | 550 5.1.1 Adresse d au moins un destinataire invalide. Invalid recipient. OFR_416 [416]
            REPUTATION | 421 Too many connections, slow down. OFR004_104 [104]
            CONTENT | 550 5.7.1 Mail rejete. Mail rejected. OFR_506 [506]
            REPUTATION | 554 IP=192.0.2.1 - A problem occurred. (Ask your postmaster for help or to contact tosa@rx.t-online.de to clarify.) (BL)
            MAILBOX_FULL | 552 5.2.2 Over STORAGE quota
            """)
    void repliesOfOtherProviders(FailureReason reason, String reply) {
        assertReason(reason, reply);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\u0001', textBlock = """
            MAILBOX_GONE | 550 5.1.1 <ann@example.com>: Recipient address rejected: User unknown in local recipient table
            MAILBOX_GONE | 550 Benutzer nicht bekannt
            MAILBOX_FULL | 550 Почтовый ящик переполнен
            MAILBOX_GONE | 550 El usuario no existe
            MAILBOX_GONE | 550 用户不存在
            MAILBOX_GONE | 554 Sorry, no mailbox here by that name. (#5.1.1)
            DOMAIN_GONE | 550 5.1.2 <ann@example.com>... Host unknown (Name server: example.com: host not found)
            DOMAIN_GONE | 556 5.1.10 Domain does not accept mail (null MX)
            AUTHENTICATION | 450 4.1.8 <news@example.org>: Sender address rejected: Domain not found
            AUTHENTICATION | 554 5.7.1 <ann@example.com>: Relay access denied
            AUTHENTICATION | 550 5.7.1 <example>: Helo command rejected: Host not found
            REPUTATION | 554 5.7.1 No SMTP service for 192.0.2.1
            POLICY | 450 4.7.1 Greylisted, please try again in 300 seconds
            SIZE | 552 5.3.4 Message size exceeds fixed limit
            SERVER_TROUBLE | 452 4.3.1 Insufficient system storage
            SERVER_TROUBLE | 451 4.3.0 Temporary lookup failure
            PROTOCOL | 530 5.7.0 Must issue a STARTTLS command first
            PROTOCOL | 502 5.5.2 Error: command not recognized
            NETWORK | 554 5.4.6 Too many hops
            """)
    void repliesOfMailServers(FailureReason reason, String reply) {
        assertReason(reason, reply);
    }

    /** A mailbox that exists must never be suppressed, whatever code a server chose. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "550 5.1.1 Service unavailable; client [192.0.2.1] blocked using zen.spamhaus.org",
                "550 5.1.1 Access denied by local policy",
                "550 5.1.1 RCP-P2 Refused due to recipient preferences",
                "550 5.1.1 <ann@example.com> - 192.0.2.1 has sent to too many recipients this hour. IB607",
                "550 5.1.1 Mailbox is full",
                "550 5.1.0 Address rejected",
                "550 5.1.7 Invalid address",
                "550 5.1.8 Sender address rejected",
                "550 5.2.1 Mailbox not accepting messages",
                "450 4.1.1 <ann@example.com>: Recipient address rejected: User unknown in virtual mailbox table",
                "451 5.1.1 no such user",
                "550 4.1.1 no such user",
                "550 : User unknown",
                "550 Requested action not taken: mailbox unavailable",
                "554 5.7.1 <ann@example.com>: Recipient address rejected: Access denied",
                "421 4.4.7 Message expired: user unknown",
                "550 Verification failed for <news@example.org>: no such user"
            })
    void noneOfTheseRepliesShowsThatAMailboxIsGone(String reply) {
        assertNotEquals(
                Optional.of(FailureClass.HARD),
                rules.reason(evidence(reply)).map(found -> found.reason().type()),
                () -> String.valueOf(rules.reason(evidence(reply))));
    }

    /** Replies of real servers; addresses are replaced by those of RFC 2606 and RFC 5737. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\u0001', textBlock = """
            RCPT | 504 5.5.2 <localhost>: Helo command rejected: need fully-qualified hostname | SENDER
            RCPT | 501 5.5.2 <bad_name>: Helo command rejected: Invalid name | SENDER
            RCPT | 550 5.7.1 <example>: Helo command rejected: Host not found | SENDER
            RCPT | 554 5.7.1 <mail.example.net[192.0.2.1]>: Client host rejected: Access denied | SENDER
            RCPT | 554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org | SENDER
            RCPT | 450 4.7.25 Client host rejected: cannot find your hostname, [192.0.2.1] | SENDER
            RCPT | 450 4.7.1 Client host rejected: cannot find your reverse hostname, [192.0.2.1] | SENDER
            RCPT | 554 5.7.1 <ann@example.com>: Relay access denied | SENDER
            RCPT | 454 4.7.1 <ann@example.com>: Relay access denied | SENDER
            RCPT | 450 4.1.8 <news@example.invalid>: Sender address rejected: Domain not found | SENDER
            RCPT | 553 5.7.1 <news@example.org>: Sender address rejected: not owned by user ann | SENDER
            RCPT | 530 5.7.0 Must issue a STARTTLS command first | CONNECTION
            AUTH | 535 5.7.8 Error: authentication failed: authentication failure | SENDER
            AUTH | 503 5.5.1 Error: authentication not enabled | SENDER
            RCPT | 550 5.1.1 <ann@example.com>: Recipient address rejected: User unknown in local recipient table | RECIPIENT
            RCPT | 554 5.7.1 <ann@example.com>: Recipient address rejected: Access denied | MESSAGE
            MAIL | 552 5.3.4 Message size exceeds fixed limit | MESSAGE
            END_OF_DATA | 452 4.3.1 Insufficient system storage | CONNECTION
            CONNECT | 421 4.7.0 Try again later, closing connection. | SENDER
            EHLO | 421 4.7.0 Try again later, closing connection. | SENDER
            END_OF_DATA | 421 4.7.28 Our system has detected an unusual rate of unsolicited mail | SENDER
            RCPT | 421 4.4.5 Server busy, try again later. | SENDER
            MAIL | 451 4.4.2 Timeout - closing connection. | CONNECTION
            AUTH | 535 5.7.8 Username and Password not accepted. | SENDER
            AUTH | 534 5.7.9 Application-specific password required. | SENDER
            AUTH | 534 5.7.14 Please log in through your web browser and then try again. | SENDER
            AUTH | 454 4.7.0 Cannot authenticate due to temporary system problem. Try again later. | SENDER
            MAIL | 530 5.5.1 Authentication Required. | SENDER
            MAIL | 530 5.7.0 Must issue a STARTTLS command first. | CONNECTION
            MAIL | 550 5.4.5 Daily user sending quota exceeded. | SENDER
            END_OF_DATA | 550 5.7.25 [192.0.2.202] The IP address sending this message does not have a PTR record | SENDER
            END_OF_DATA | 550 5.7.26 This mail has been blocked because the sender is unauthenticated. | SENDER
            END_OF_DATA | 550 5.7.1 [192.0.2.41] Our system has detected that this message is likely unsolicited mail | MESSAGE
            END_OF_DATA | 552 5.7.0 This message was blocked because its content presents a potential security issue | MESSAGE
            RCPT | 550 5.1.1 The email account that you tried to reach does not exist. | RECIPIENT
            RCPT | 552 5.2.2 The email account that you tried to reach is over quota. | RECIPIENT
            RCPT | 450 4.2.1 The user you are trying to contact is receiving mail too quickly. | RECIPIENT
            END_OF_DATA | 552 5.2.3 Your message exceeded Google's message size limits. | MESSAGE
            MAIL | 530 5.7.57 SMTP; Client was not authenticated to send anonymous mail during MAIL FROM | SENDER
            AUTH | 535 5.7.139 Authentication unsuccessful | SENDER
            END_OF_DATA | 550 5.7.60 SMTP; Client does not have permissions to send as this sender | SENDER
            RCPT | 550 5.7.64 TenantAttribution; Relay Access Denied | SENDER
            RCPT | 550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain | SENDER
            RCPT | 550 5.7.606 Access denied, banned sending IP [192.0.2.225]. | SENDER
            MAIL | 451 4.7.650 The mail server [192.0.2.25] has been temporarily rate limited due to IP reputation. | SENDER
            RCPT | 550 5.7.1 Service unavailable, Client host [192.0.2.1] blocked using Spamhaus. | SENDER
            RCPT | 550 5.7.708 Service unavailable. Access denied, traffic not accepted from this IP. | SENDER
            END_OF_DATA | 550 5.7.509 Access denied, sending domain [EXAMPLE.JP] does not pass DMARC verification | SENDER
            END_OF_DATA | 550 5.7.515 Access denied, sending domain does not meet the required authentication level. | SENDER
            RCPT | 550 5.7.506 Access Denied, Bad HELO | SENDER
            RCPT | 550 5.7.1 RESOLVER.RST.AuthRequired; authentication required | MESSAGE
            RCPT | 550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup; authentication required | MESSAGE
            RCPT | 550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup | RECIPIENT
            RCPT | 550 5.1.1 RESOLVER.ADR.RecipNotFound; not found | RECIPIENT
            MAIL | 421 4.7.0 [TSS04] Messages from 192.0.2.192 temporarily deferred due to unexpected volume or user complaints | SENDER
            MAIL | 553 5.7.1 [BL21] Connections will not be accepted from 192.0.2.1 | SENDER
            MAIL | 451 mta.example.com Resources temporarily unavailable. Please try again later [#4.16.1]. | CONNECTION
            END_OF_DATA | 554 5.7.9 Message not accepted for policy reasons. | MESSAGE
            RCPT | 554 delivery error: dd This user doesn't have a yahoo.com account | RECIPIENT
            MAIL | 553 5.1.8 <httpd@host.example.jp>... Domain of sender address httpd@host.example.jp does not exist | SENDER
            RCPT | 550 5.7.1 <ann@example.com>... Relaying denied | SENDER
            RCPT | 550 5.1.1 <ann@example.com>... User unknown | RECIPIENT
            RCPT | 452 4.2.2 <ann@example.com>... Mailbox full | RECIPIENT
            RCPT | 550 relay not permitted | SENDER
            RCPT | 550 Sender verify failed | SENDER
            AUTH | 535 Incorrect authentication data | SENDER
            EHLO | 501 Syntactically invalid HELO argument(s) | SENDER
            RCPT | 550 Unrouteable address | RECIPIENT
            RCPT | 550 Please turn on SMTP Authentication in your mail client. | SENDER
            CONNECT | 554 5.3.2 No SMTP service here | CONNECTION
            CONNECT | 554 5.7.1 No SMTP service for 192.0.2.1 | SENDER
            CONNECT | 521 5.3.2 Host does not accept mail | CONNECTION
            RCPT | 550 5.7.1 550 User Unknown: ann@example.org | RECIPIENT
            RCPT | 550 5.1.0 <bounce@mailer.example.com> sender rejected. | SENDER
            RCPT | 450 4.7.1 Greylisted, please try again | MESSAGE
            END_OF_DATA | 550 DMARC check failed. | SENDER
            MAIL | 503 AUTH first (#5.5.1) | SENDER
            MAIL | 503 5.5.1 nested MAIL command | CONNECTION
            DATA | 554 5.5.1 Error: no valid recipients | CONNECTION
            """)
    void aReplyToTelltaleItselfIsAbout(SmtpStage stage, String reply, Fault fault) {
        assertEquals(fault, reason(stage, reply).fault(), () -> reply + ": " + reason(stage, reply));
    }

    /** The IANA registry: authentication and reputation of the sender, at any stage. */
    @ParameterizedTest
    @ValueSource(strings = {"7.20", "7.21", "7.22", "7.23", "7.24", "7.25", "7.26", "7.27", "7.28"})
    void aFailedAuthenticationOfTheSenderIsNeverAboutTheRecipient(String status) {
        for (SmtpStage stage : SmtpStage.values()) {
            for (String reply : new String[] {"550 5." + status + " no", "450 4." + status + " no"}) {
                Fault expected = stage == SmtpStage.STARTTLS ? Fault.CONNECTION : Fault.SENDER;
                assertEquals(expected, reason(stage, reply).fault(), stage + " " + reply);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = SmtpStage.class,
            names = {"CONNECT", "EHLO", "STARTTLS", "AUTH", "MAIL"})
    void nothingBeforeRcptShowsThatAMailboxIsGone(SmtpStage stage) {
        for (int code = 400; code < 600; code++) {
            for (String status : new String[] {"", " 5.0.0", " 5.1.1", " 5.1.10", " 5.7.1", " 5.3.0"}) {
                String reply = code + status + " no such user";
                assertNotEquals(FailureClass.HARD, reason(stage, reply).type(), stage + " " + reply);
            }
        }
    }

    @Test
    void theHostNameOfARelayIsNoRefusalToRelay() {
        assertEquals(FailureReason.MAILBOX_GONE, reason(SmtpStage.RCPT, "550 relay3.example.com: unknown mailbox"));
    }

    @Test
    void aStatusThatOnlyTheReportGivesShowsNoMailboxToBeGone() {
        assertFalse(rules.reason(Evidence.ofStatus("5.1.1", "")).isPresent());
        assertEquals(
                Optional.of(FailureReason.MAILBOX_FULL),
                rules.reason(Evidence.ofStatus("5.2.2", "")).map(Finding::reason));
    }

    @Test
    void wordsAreLessCertainAfterTheMessageWasSent() {
        String words = "550 Unknown user ann@example.com";
        Evidence atRcpt = Evidence.ofQuote("rcpt", "550", "", words, words);
        Evidence afterData =
                Evidence.ofQuote("", "550", "", words, "550 Unknown user (in reply to end of DATA command)");
        assertEquals(
                Optional.of(FailureReason.MAILBOX_GONE), rules.reason(atRcpt).map(Finding::reason));
        assertEquals(Optional.of(FailureReason.CONTENT), rules.reason(afterData).map(Finding::reason));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "version: 1\n[a]\nwords: x\nreason: mailbox-lost\nsource: s",
                "version: 1\n[a]\nword: x\nreason: policy\nsource: s",
                "version: 1\n[a]\nwords: x\nreason: policy",
                "[a]\nwords: x\nreason: policy\nsource: s",
                "version: 1\n[a]\nwords: x\nreason: policy\nsource: s\n[a]\nwords: y\nreason: policy\nsource: s"
            })
    void aFileWithAnInvalidLineIsRejected(String content) {
        InvalidDataFileException invalid =
                assertThrows(InvalidDataFileException.class, () -> FailureRules.parse("test.txt", content));
        assertTrue(String.valueOf(invalid.getMessage()).startsWith("test.txt, line "), invalid::getMessage);
    }

    private FailureReason reason(SmtpStage stage, String reply) {
        return rules.reason(stage, SmtpReply.parse(Integer.parseInt(reply.substring(0, 3)), reply));
    }

    private void assertReason(FailureReason reason, String reply) {
        Optional<Finding> found = rules.reason(evidence(reply));
        assertEquals(Optional.of(reason), found.map(Finding::reason), found::toString);
    }

    /** The evidence of a reply in one line. */
    private static Evidence evidence(String reply) {
        String[] words = reply.split(" ", 3);
        boolean hasStatus = words[1].matches("[245]\\.\\d{1,3}\\.\\d{1,3}");
        return Evidence.ofQuote("rcpt", words[0], hasStatus ? words[1] : "", reply, reply);
    }
}
