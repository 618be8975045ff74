package telltale.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import telltale.model.Outcome.SmtpStage;

/** Replies of real servers; addresses are replaced by those of RFC 2606 and RFC 5737. */
class ReplyTableTest {
    /** Postfix rejects clients, HELO names and senders at RCPT. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\u0001', textBlock = """
            RCPT | 504 5.5.2 <localhost>: Helo command rejected: need fully-qualified hostname | true | HELO_NAME
            RCPT | 501 5.5.2 <bad_name>: Helo command rejected: Invalid name | true | HELO_NAME
            RCPT | 550 5.7.1 <example>: Helo command rejected: Host not found | true | HELO_NAME
            RCPT | 554 5.7.1 <mail.example.net[192.0.2.1]>: Client host rejected: Access denied | true | REPUTATION
            RCPT | 554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org | true | REPUTATION
            RCPT | 450 4.7.25 Client host rejected: cannot find your hostname, [192.0.2.1] | true | REVERSE_DNS
            RCPT | 450 4.7.1 Client host rejected: cannot find your reverse hostname, [192.0.2.1] | true | REVERSE_DNS
            RCPT | 554 5.7.1 <ann@example.com>: Relay access denied | true | RELAY
            RCPT | 454 4.7.1 <ann@example.com>: Relay access denied | true | RELAY
            RCPT | 450 4.1.8 <news@example.invalid>: Sender address rejected: Domain not found | true | SENDER_ADDRESS
            RCPT | 553 5.7.1 <news@example.org>: Sender address rejected: not owned by user ann | true | SENDER_ADDRESS
            RCPT | 530 5.7.0 Must issue a STARTTLS command first | true | ENCRYPTION
            AUTH | 535 5.7.8 Error: authentication failed: authentication failure | true | LOGIN
            AUTH | 503 5.5.1 Error: authentication not enabled | true | LOGIN
            RCPT | 550 5.1.1 <ann@example.com>: Recipient address rejected: User unknown in local recipient table | false | NONE
            RCPT | 554 5.7.1 <ann@example.com>: Recipient address rejected: Access denied | false | NONE
            MAIL | 552 5.3.4 Message size exceeds fixed limit | false | NONE
            END_OF_DATA | 452 4.3.1 Insufficient system storage | false | NONE
            """)
    void repliesOfPostfix(SmtpStage stage, String reply, boolean repairable, Repair repair) {
        check(stage, reply, repairable, repair);
    }

    /** From "Gmail SMTP errors and codes", except for the texts of bounces. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\u0001', textBlock = """
            CONNECT | 421 4.7.0 Try again later, closing connection. | true | REPUTATION
            EHLO | 421 4.7.0 Try again later, closing connection. | true | REPUTATION
            END_OF_DATA | 421 4.7.28 Our system has detected an unusual rate of unsolicited mail | true | REPUTATION
            RCPT | 421 4.4.5 Server busy, try again later. | true | LIMIT
            MAIL | 451 4.4.2 Timeout - closing connection. | true | SERVER
            AUTH | 535 5.7.8 Username and Password not accepted. | true | LOGIN
            AUTH | 534 5.7.9 Application-specific password required. | true | LOGIN
            AUTH | 534 5.7.14 Please log in through your web browser and then try again. | true | LOGIN
            AUTH | 454 4.7.0 Cannot authenticate due to temporary system problem. Try again later. | true | LOGIN
            MAIL | 530 5.5.1 Authentication Required. | true | LOGIN
            MAIL | 530 5.7.0 Must issue a STARTTLS command first. | true | ENCRYPTION
            MAIL | 550 5.4.5 Daily user sending quota exceeded. | true | LIMIT
            END_OF_DATA | 550 5.7.25 [192.0.2.202] The IP address sending this message does not have a PTR record | true | REVERSE_DNS
            END_OF_DATA | 550 5.7.26 This mail has been blocked because the sender is unauthenticated. | true | DOMAIN_AUTHENTICATION
            END_OF_DATA | 550 5.7.1 [192.0.2.41] Our system has detected that this message is likely unsolicited mail | false | NONE
            END_OF_DATA | 552 5.7.0 This message was blocked because its content presents a potential security issue | false | NONE
            RCPT | 550 5.1.1 The email account that you tried to reach does not exist. | false | NONE
            RCPT | 552 5.2.2 The email account that you tried to reach is over quota. | false | NONE
            RCPT | 450 4.2.1 The user you are trying to contact is receiving mail too quickly. | false | NONE
            END_OF_DATA | 552 5.2.3 Your message exceeded Google's message size limits. | false | NONE
            """)
    void repliesOfGmail(SmtpStage stage, String reply, boolean repairable, Repair repair) {
        check(stage, reply, repairable, repair);
    }

    /** From "Email non-delivery reports and SMTP errors in Exchange Online", and bounces. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\u0001', textBlock = """
            MAIL | 530 5.7.57 SMTP; Client was not authenticated to send anonymous mail during MAIL FROM | true | LOGIN
            AUTH | 535 5.7.139 Authentication unsuccessful | true | LOGIN
            END_OF_DATA | 550 5.7.60 SMTP; Client does not have permissions to send as this sender | true | SENDER_ADDRESS
            RCPT | 550 5.7.64 TenantAttribution; Relay Access Denied | true | RELAY
            RCPT | 550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain | true | RELAY
            RCPT | 550 5.7.606 Access denied, banned sending IP [192.0.2.225]. | true | REPUTATION
            MAIL | 451 4.7.650 The mail server [192.0.2.25] has been temporarily rate limited due to IP reputation. | true | REPUTATION
            RCPT | 550 5.7.1 Service unavailable, Client host [192.0.2.1] blocked using Spamhaus. | true | REPUTATION
            RCPT | 550 5.7.708 Service unavailable. Access denied, traffic not accepted from this IP. | true | REPUTATION
            END_OF_DATA | 550 5.7.509 Access denied, sending domain [EXAMPLE.JP] does not pass DMARC verification | true | DOMAIN_AUTHENTICATION
            END_OF_DATA | 550 5.7.515 Access denied, sending domain does not meet the required authentication level. | true | DOMAIN_AUTHENTICATION
            RCPT | 550 5.7.506 Access Denied, Bad HELO | true | HELO_NAME
            RCPT | 550 5.7.1 RESOLVER.RST.AuthRequired; authentication required | false | NONE
            RCPT | 550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup; authentication required | false | NONE
            RCPT | 550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup | false | NONE
            RCPT | 550 5.1.1 RESOLVER.ADR.RecipNotFound; not found | false | NONE
            """)
    void repliesOfExchange(SmtpStage stage, String reply, boolean repairable, Repair repair) {
        check(stage, reply, repairable, repair);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\u0001', textBlock = """
            MAIL | 421 4.7.0 [TSS04] Messages from 192.0.2.192 temporarily deferred due to unexpected volume or user complaints | true | REPUTATION
            MAIL | 553 5.7.1 [BL21] Connections will not be accepted from 192.0.2.1 | true | REPUTATION
            MAIL | 451 mta.example.com Resources temporarily unavailable. Please try again later [#4.16.1]. | true | SERVER
            END_OF_DATA | 554 5.7.9 Message not accepted for policy reasons. | false | NONE
            END_OF_DATA | 554 delivery error: dd This user doesn't have a yahoo.com account | false | NONE
            RCPT | 554 delivery error: dd This user doesn't have a yahoo.com account | false | NONE
            MAIL | 553 5.1.8 <httpd@host.example.jp>... Domain of sender address httpd@host.example.jp does not exist | true | SENDER_ADDRESS
            RCPT | 550 5.7.1 <ann@example.com>... Relaying denied | true | RELAY
            RCPT | 550 5.1.1 <ann@example.com>... User unknown | false | NONE
            RCPT | 452 4.2.2 <ann@example.com>... Mailbox full | false | NONE
            RCPT | 550 relay not permitted | true | RELAY
            RCPT | 550 Sender verify failed | true | SENDER_ADDRESS
            AUTH | 535 Incorrect authentication data | true | LOGIN
            EHLO | 501 Syntactically invalid HELO argument(s) | true | HELO_NAME
            RCPT | 550 Unrouteable address | false | NONE
            RCPT | 550 Please turn on SMTP Authentication in your mail client. | true | RELAY
            CONNECT | 554 5.3.2 No SMTP service here | true | SERVER
            CONNECT | 554 5.7.1 No SMTP service for 192.0.2.1 | true | REPUTATION
            CONNECT | 521 5.3.2 Host does not accept mail | true | SERVER
            RCPT | 550 5.7.1 550 User Unknown: ann@example.org | false | NONE
            RCPT | 550 5.1.0 <bounce@mailer.example.com> sender rejected. | true | SENDER_ADDRESS
            RCPT | 450 4.7.1 Greylisted, please try again | false | NONE
            END_OF_DATA | 550 DMARC check failed. | true | DOMAIN_AUTHENTICATION
            MAIL | 503 AUTH first (#5.5.1) | true | LOGIN
            MAIL | 503 5.5.1 nested MAIL command | true | SERVER
            DATA | 554 5.5.1 Error: no valid recipients | false | NONE
            """)
    void repliesOfYahooSendmailEximAndOthers(SmtpStage stage, String reply, boolean repairable, Repair repair) {
        check(stage, reply, repairable, repair);
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

    @Test
    void theHostNameOfARelayIsNoRefusalToRelay() {
        assertEquals(
                Repair.NONE,
                meaning(SmtpStage.RCPT, "550 relay3.example.com: unknown mailbox")
                        .repair());
    }

    private static void check(SmtpStage stage, String reply, boolean repairable, Repair repair) {
        assertEquals(new ReplyMeaning(repairable, repair), meaning(stage, reply), reply);
    }

    private static ReplyMeaning meaning(SmtpStage stage, String reply) {
        return ReplyMeaning.of(stage, SmtpReply.parse(Integer.parseInt(reply.substring(0, 3)), reply));
    }
}
