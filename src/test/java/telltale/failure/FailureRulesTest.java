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
import org.junit.jupiter.params.provider.ValueSource;
import telltale.failure.FailureRules.Finding;
import telltale.model.FailureClass;
import telltale.model.FailureReason;
import telltale.rules.InvalidDataFileException;

/** Replies in the published lists of providers and in the sources of mail servers. */
class FailureRulesTest {
    private final FailureRules rules = FailureRules.builtIn();

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\u0001', textBlock = """
            MAILBOX_GONE | 550 5.1.1 The email account that you tried to reach does not exist. Please try double-checking
            MAILBOX_GONE | 550 5.2.1 The email account that you tried to reach is disabled.
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
            POLICY | 550 5.4.1 Recipient address rejected: Access denied. [2023-09-18T12:48:32.808Z 08DBB45899852BA7]
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
            POLICY | 450 4.1.8 <news@example.org>: Sender address rejected: Domain not found
            POLICY | 554 5.7.1 <ann@example.com>: Relay access denied
            POLICY | 450 4.7.1 Greylisted, please try again in 300 seconds
            SIZE | 552 5.3.4 Message size exceeds fixed limit
            SERVER_TROUBLE | 452 4.3.1 Insufficient system storage
            SERVER_TROUBLE | 451 4.3.0 Temporary lookup failure
            AUTHENTICATION | 530 5.7.0 Must issue a STARTTLS command first
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

    @Test
    void aStatusThatOnlyTheReportGivesShowsNoMailboxToBeGone() {
        assertFalse(rules.reason(new Evidence("", "", "", "5.1.1", "")).isPresent());
        assertEquals(
                Optional.of(FailureReason.MAILBOX_FULL),
                rules.reason(new Evidence("", "", "", "5.2.2", "")).map(Finding::reason));
    }

    @Test
    void wordsAreLessCertainAfterTheMessageWasSent() {
        String words = "550 Unknown user ann@example.com";
        Evidence atRcpt = new Evidence("550", "", words, "", "550 Unknown user (in reply to RCPT TO command)");
        Evidence afterData = new Evidence("550", "", words, "", "550 Unknown user (in reply to end of DATA command)");
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

    private void assertReason(FailureReason reason, String reply) {
        Optional<Finding> found = rules.reason(evidence(reply));
        assertEquals(Optional.of(reason), found.map(Finding::reason), found::toString);
    }

    /** The evidence of a reply in one line. */
    private static Evidence evidence(String reply) {
        String[] words = reply.split(" ", 3);
        boolean hasStatus = words[1].matches("[245]\\.\\d{1,3}\\.\\d{1,3}");
        return new Evidence(words[0], hasStatus ? words[1] : "", reply, "", reply);
    }
}
