package telltale.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.model.Outcome.Fault;
import telltale.model.Outcome.Refused;
import telltale.model.Outcome.SmtpStage;

/** Replies of real servers; addresses are replaced by those of RFC 2606 and RFC 5737. */
class ReplyTableTest {
    /** Postfix rejects clients, HELO names and senders at RCPT. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\u0001', textBlock = """
            RCPT | 504 5.5.2 <localhost>: Helo command rejected: need fully-qualified hostname | SENDER | true | HELO_NAME
            RCPT | 501 5.5.2 <bad_name>: Helo command rejected: Invalid name | SENDER | true | HELO_NAME
            RCPT | 550 5.7.1 <example>: Helo command rejected: Host not found | SENDER | true | HELO_NAME
            RCPT | 554 5.7.1 <mail.example.net[192.0.2.1]>: Client host rejected: Access denied | SENDER | true | REPUTATION
            RCPT | 554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org | SENDER | true | REPUTATION
            RCPT | 450 4.7.25 Client host rejected: cannot find your hostname, [192.0.2.1] | SENDER | true | REVERSE_DNS
            RCPT | 450 4.7.1 Client host rejected: cannot find your reverse hostname, [192.0.2.1] | SENDER | true | REVERSE_DNS
            RCPT | 554 5.7.1 <ann@example.com>: Relay access denied | SENDER | true | RELAY
            RCPT | 454 4.7.1 <ann@example.com>: Relay access denied | SENDER | true | RELAY
            RCPT | 450 4.1.8 <news@example.invalid>: Sender address rejected: Domain not found | SENDER | true | SENDER_ADDRESS
            RCPT | 553 5.7.1 <news@example.org>: Sender address rejected: not owned by user ann | SENDER | true | SENDER_ADDRESS
            RCPT | 530 5.7.0 Must issue a STARTTLS command first | CONNECTION | true | ENCRYPTION
            AUTH | 535 5.7.8 Error: authentication failed: authentication failure | SENDER | true | LOGIN
            AUTH | 503 5.5.1 Error: authentication not enabled | SENDER | true | LOGIN
            RCPT | 550 5.1.1 <ann@example.com>: Recipient address rejected: User unknown in local recipient table | RECIPIENT | false | NONE
            RCPT | 554 5.7.1 <ann@example.com>: Recipient address rejected: Access denied | MESSAGE | false | NONE
            MAIL | 552 5.3.4 Message size exceeds fixed limit | MESSAGE | false | NONE
            END_OF_DATA | 452 4.3.1 Insufficient system storage | CONNECTION | false | NONE
            """)
    void repliesOfPostfix(SmtpStage stage, String reply, Fault fault, boolean repairable, Repair repair) {
        check(stage, reply, fault, repairable, repair);
    }

    /** From "Gmail SMTP errors and codes", except for the texts of bounces. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\u0001', textBlock = """
            CONNECT | 421 4.7.0 Try again later, closing connection. | SENDER | true | REPUTATION
            EHLO | 421 4.7.0 Try again later, closing connection. | SENDER | true | REPUTATION
            END_OF_DATA | 421 4.7.28 Our system has detected an unusual rate of unsolicited mail | SENDER | true | REPUTATION
            RCPT | 421 4.4.5 Server busy, try again later. | SENDER | true | LIMIT
            MAIL | 451 4.4.2 Timeout - closing connection. | CONNECTION | true | SERVER
            AUTH | 535 5.7.8 Username and Password not accepted. | SENDER | true | LOGIN
            AUTH | 534 5.7.9 Application-specific password required. | SENDER | true | LOGIN
            AUTH | 534 5.7.14 Please log in through your web browser and then try again. | SENDER | true | LOGIN
            AUTH | 454 4.7.0 Cannot authenticate due to temporary system problem. Try again later. | SENDER | true | LOGIN
            MAIL | 530 5.5.1 Authentication Required. | SENDER | true | LOGIN
            MAIL | 530 5.7.0 Must issue a STARTTLS command first. | CONNECTION | true | ENCRYPTION
            MAIL | 550 5.4.5 Daily user sending quota exceeded. | SENDER | true | LIMIT
            END_OF_DATA | 550 5.7.25 [192.0.2.202] The IP address sending this message does not have a PTR record | SENDER | true | REVERSE_DNS
            END_OF_DATA | 550 5.7.26 This mail has been blocked because the sender is unauthenticated. | SENDER | true | DOMAIN_AUTHENTICATION
            END_OF_DATA | 550 5.7.1 [192.0.2.41] Our system has detected that this message is likely unsolicited mail | MESSAGE | false | NONE
            END_OF_DATA | 552 5.7.0 This message was blocked because its content presents a potential security issue | MESSAGE | false | NONE
            RCPT | 550 5.1.1 The email account that you tried to reach does not exist. | RECIPIENT | false | NONE
            RCPT | 552 5.2.2 The email account that you tried to reach is over quota. | RECIPIENT | false | NONE
            RCPT | 450 4.2.1 The user you are trying to contact is receiving mail too quickly. | RECIPIENT | false | NONE
            END_OF_DATA | 552 5.2.3 Your message exceeded Google's message size limits. | MESSAGE | false | NONE
            """)
    void repliesOfGmail(SmtpStage stage, String reply, Fault fault, boolean repairable, Repair repair) {
        check(stage, reply, fault, repairable, repair);
    }

    /** From "Email non-delivery reports and SMTP errors in Exchange Online", and bounces. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\u0001', textBlock = """
            MAIL | 530 5.7.57 SMTP; Client was not authenticated to send anonymous mail during MAIL FROM | SENDER | true | LOGIN
            AUTH | 535 5.7.139 Authentication unsuccessful | SENDER | true | LOGIN
            END_OF_DATA | 550 5.7.60 SMTP; Client does not have permissions to send as this sender | SENDER | true | SENDER_ADDRESS
            RCPT | 550 5.7.64 TenantAttribution; Relay Access Denied | SENDER | true | RELAY
            RCPT | 550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain | SENDER | true | RELAY
            RCPT | 550 5.7.606 Access denied, banned sending IP [192.0.2.225]. | SENDER | true | REPUTATION
            MAIL | 451 4.7.650 The mail server [192.0.2.25] has been temporarily rate limited due to IP reputation. | SENDER | true | REPUTATION
            RCPT | 550 5.7.1 Service unavailable, Client host [192.0.2.1] blocked using Spamhaus. | SENDER | true | REPUTATION
            RCPT | 550 5.7.708 Service unavailable. Access denied, traffic not accepted from this IP. | SENDER | true | REPUTATION
            END_OF_DATA | 550 5.7.509 Access denied, sending domain [EXAMPLE.JP] does not pass DMARC verification | SENDER | true | DOMAIN_AUTHENTICATION
            END_OF_DATA | 550 5.7.515 Access denied, sending domain does not meet the required authentication level. | SENDER | true | DOMAIN_AUTHENTICATION
            RCPT | 550 5.7.506 Access Denied, Bad HELO | SENDER | true | HELO_NAME
            RCPT | 550 5.7.1 RESOLVER.RST.AuthRequired; authentication required | MESSAGE | false | NONE
            RCPT | 550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup; authentication required | MESSAGE | false | NONE
            RCPT | 550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup | RECIPIENT | false | NONE
            RCPT | 550 5.1.1 RESOLVER.ADR.RecipNotFound; not found | RECIPIENT | false | NONE
            """)
    void repliesOfExchange(SmtpStage stage, String reply, Fault fault, boolean repairable, Repair repair) {
        check(stage, reply, fault, repairable, repair);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\u0001', textBlock = """
            MAIL | 421 4.7.0 [TSS04] Messages from 192.0.2.192 temporarily deferred due to unexpected volume or user complaints | SENDER | true | REPUTATION
            MAIL | 553 5.7.1 [BL21] Connections will not be accepted from 192.0.2.1 | SENDER | true | REPUTATION
            MAIL | 451 mta.example.com Resources temporarily unavailable. Please try again later [#4.16.1]. | CONNECTION | true | SERVER
            END_OF_DATA | 554 5.7.9 Message not accepted for policy reasons. | MESSAGE | false | NONE
            END_OF_DATA | 554 delivery error: dd This user doesn't have a yahoo.com account | MESSAGE | false | NONE
            RCPT | 554 delivery error: dd This user doesn't have a yahoo.com account | RECIPIENT | false | NONE
            MAIL | 553 5.1.8 <httpd@host.example.jp>... Domain of sender address httpd@host.example.jp does not exist | SENDER | true | SENDER_ADDRESS
            RCPT | 550 5.7.1 <ann@example.com>... Relaying denied | SENDER | true | RELAY
            RCPT | 550 5.1.1 <ann@example.com>... User unknown | RECIPIENT | false | NONE
            RCPT | 452 4.2.2 <ann@example.com>... Mailbox full | RECIPIENT | false | NONE
            RCPT | 550 relay not permitted | SENDER | true | RELAY
            RCPT | 550 Sender verify failed | SENDER | true | SENDER_ADDRESS
            AUTH | 535 Incorrect authentication data | SENDER | true | LOGIN
            EHLO | 501 Syntactically invalid HELO argument(s) | SENDER | true | HELO_NAME
            RCPT | 550 Unrouteable address | RECIPIENT | false | NONE
            RCPT | 550 Please turn on SMTP Authentication in your mail client. | SENDER | true | RELAY
            CONNECT | 554 5.3.2 No SMTP service here | CONNECTION | true | SERVER
            CONNECT | 554 5.7.1 No SMTP service for 192.0.2.1 | SENDER | true | REPUTATION
            CONNECT | 521 5.3.2 Host does not accept mail | CONNECTION | true | SERVER
            RCPT | 550 5.7.1 550 User Unknown: ann@example.org | RECIPIENT | false | NONE
            RCPT | 550 5.1.0 <bounce@mailer.example.com> sender rejected. | SENDER | true | SENDER_ADDRESS
            RCPT | 450 4.7.1 Greylisted, please try again | MESSAGE | false | NONE
            END_OF_DATA | 550 DMARC check failed. | SENDER | true | DOMAIN_AUTHENTICATION
            MAIL | 503 AUTH first (#5.5.1) | SENDER | true | LOGIN
            MAIL | 503 5.5.1 nested MAIL command | CONNECTION | true | SERVER
            DATA | 554 5.5.1 Error: no valid recipients | CONNECTION | false | NONE
            """)
    void repliesOfYahooSendmailEximAndOthers(
            SmtpStage stage, String reply, Fault fault, boolean repairable, Repair repair) {
        check(stage, reply, fault, repairable, repair);
    }

    /** The IANA registry: authentication and reputation of the sender, at any stage. */
    @ParameterizedTest
    @ValueSource(strings = {"7.20", "7.21", "7.22", "7.23", "7.24", "7.25", "7.26", "7.27", "7.28"})
    void aFailedAuthenticationOfTheSenderIsNeverAboutTheRecipient(String status) {
        for (SmtpStage stage : SmtpStage.values()) {
            for (String reply : new String[] {"550 5." + status + " no", "450 4." + status + " no"}) {
                ReplyMeaning meaning = meaning(stage, reply);
                Fault expected = stage == SmtpStage.STARTTLS ? Fault.CONNECTION : Fault.SENDER;
                assertEquals(expected, meaning.fault(), stage + " " + reply);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(SmtpStage.class)
    void everyNegativeReplyHasAMeaning(SmtpStage stage) {
        for (int code = 400; code < 600; code++) {
            for (String status : new String[] {"", " 5.0.0", " 5.1.1", " 5.9.999", " 4.2.2", " 5.7.1"}) {
                assertNotNull(meaning(stage, code + status + " text"));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = SmtpStage.class,
            names = {"CONNECT", "EHLO", "STARTTLS", "AUTH", "MAIL"})
    void nothingBeforeRcptIsAboutTheRecipient(SmtpStage stage) {
        for (int code = 400; code < 600; code++) {
            for (String status : new String[] {"", " 5.0.0", " 5.7.1", " 5.3.0", " 5.5.4"}) {
                assertFalse(meaning(stage, code + status + " text").fault() == Fault.RECIPIENT, code + status);
            }
        }
    }

    @Test
    void theHostNameOfARelayIsNoRefusalToRelay() {
        assertEquals(
                Fault.RECIPIENT,
                meaning(SmtpStage.RCPT, "550 relay3.example.com: unknown mailbox")
                        .fault());
    }

    @Test
    void anOutcomeHasTheFaultOfItsReply() {
        SmtpReply unknown = SmtpReply.parse(550, "550 5.1.1 no such user");
        assertEquals(Fault.RECIPIENT, new Refused(SmtpStage.RCPT, unknown).fault());
        SmtpReply full = SmtpReply.parse(452, "452 4.2.2 mailbox full");
        assertEquals(
                Fault.RECIPIENT, new Outcome.Failed(Outcome.Reason.TEMPORARY, SmtpStage.RCPT, "452", full).fault());
        assertEquals(
                Fault.CONNECTION,
                new Outcome.Failed(Outcome.Reason.UNREACHABLE, SmtpStage.CONNECT, "no route").fault());
    }

    private static void check(SmtpStage stage, String reply, Fault fault, boolean repairable, Repair repair) {
        assertEquals(new ReplyMeaning(fault, repairable, repair), meaning(stage, reply), reply);
    }

    private static ReplyMeaning meaning(SmtpStage stage, String reply) {
        return ReplyMeaning.of(stage, SmtpReply.parse(Integer.parseInt(reply.substring(0, 3)), reply));
    }
}
