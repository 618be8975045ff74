package telltale.model;

import static telltale.model.Outcome.SmtpStage.AUTH;
import static telltale.model.Outcome.SmtpStage.CONNECT;
import static telltale.model.Outcome.SmtpStage.EHLO;
import static telltale.model.Outcome.SmtpStage.END_OF_DATA;
import static telltale.model.Outcome.SmtpStage.MAIL;
import static telltale.model.Outcome.SmtpStage.STARTTLS;
import static telltale.model.Repair.DOMAIN_AUTHENTICATION;
import static telltale.model.Repair.ENCRYPTION;
import static telltale.model.Repair.HELO_NAME;
import static telltale.model.Repair.LIMIT;
import static telltale.model.Repair.LOGIN;
import static telltale.model.Repair.NONE;
import static telltale.model.Repair.RELAY;
import static telltale.model.Repair.REPUTATION;
import static telltale.model.Repair.REVERSE_DNS;
import static telltale.model.Repair.SENDER_ADDRESS;
import static telltale.model.Repair.SERVER;

import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import telltale.model.Outcome.SmtpStage;

/**
 * Whether a permanent reply (5yz) is worth a retry, and what can be repaired. Why it failed is a matter of the rules in
 * {@code telltale.failure}. The first row that matches decides.
 *
 * <p>Sources: RFC 5321 section 4.2 (codes), RFC 3463 and the IANA registry "SMTP Enhanced Status Codes" (RFC 5248) with the
 * codes of RFC 4954 (AUTH), RFC 3207 (STARTTLS), RFC 7372 (email authentication), RFC 7505 (null MX), RFC 7504 (521) and RFC
 * 1870 (SIZE); the published lists of Google Workspace ("Gmail SMTP errors and codes") and Exchange Online ("Email
 * non-delivery reports and SMTP errors"), which assign further codes; the texts in the source of Postfix, because Postfix
 * rejects a client, its HELO name and its sender address only at RCPT (smtpd_delay_reject) and mostly with X.7.1.
 *
 * <p>X.7.0, X.7.1 and X.7.9 are ambiguous: before RCPT they can only be about the sender. From RCPT on, the words of
 * well-known servers decide, and otherwise the reply is final: it is about this message. (Yahoo replies 554 5.7.9 to content,
 * for example.)
 */
final class ReplyTable {
    private static final Set<SmtpStage> ANY = EnumSet.allOf(SmtpStage.class);
    private static final Set<SmtpStage> BEFORE_CONTENT = EnumSet.complementOf(EnumSet.of(END_OF_DATA));
    private static final Set<SmtpStage> BEFORE_RCPT = EnumSet.range(CONNECT, MAIL);
    private static final String ALL = ".*";
    /** Postfix, Sendmail, Exim, Exchange and cPanel, in this order. */
    private static final String RELAY_DENIED = "relay access denied|relaying denied|relay not permitted|unable to relay"
            + "|smtp authentication in your mail client";

    private static final List<Row> ROWS = List.of(
            // code, subject.detail of the enhanced status, stages, words, retry, repair
            row(ALL, ALL, EnumSet.of(AUTH), ALL, true, LOGIN),
            row(ALL, ALL, EnumSet.of(STARTTLS), ALL, true, ENCRYPTION),
            row("530|538", ALL, ANY, "\\bTLS\\b|STARTTLS|encrypt", true, ENCRYPTION),
            row("530|534|535|538", ALL, ANY, ALL, true, LOGIN),
            row("504", ALL, ANY, ALL, true, HELO_NAME),
            row("501", ALL, EnumSet.of(EHLO), ALL, true, HELO_NAME),
            row("503", ALL, ANY, "\\bauth|logged in", true, LOGIN),
            row("503", ALL, ANY, ALL, true, SERVER),
            row(ALL, "7\\.(8|9|1[1-4]|139)", BEFORE_RCPT, ALL, true, LOGIN),
            row(ALL, "7\\.57", ANY, ALL, true, LOGIN),
            row(ALL, "7\\.10", ANY, ALL, true, ENCRYPTION),
            row(ALL, "7\\.29", ANY, "\\bTLS\\b", true, ENCRYPTION),
            row(ALL, "7\\.506", ANY, ALL, true, HELO_NAME),
            row(ALL, "7\\.25", ANY, ALL, true, REVERSE_DNS),
            row(ALL, "7\\.(2[0-4679]|3[02]|40|509|515)", ANY, ALL, true, DOMAIN_AUTHENTICATION),
            row(ALL, "7\\.(28|23[23]|50[01238]|51[01]|6\\d\\d|70[58]|750)", ANY, ALL, true, REPUTATION),
            row(ALL, "7\\.(54|64)", ANY, ALL, true, RELAY),
            row(ALL, "7\\.60", ANY, ALL, true, SENDER_ADDRESS),
            row(ALL, "4\\.5", ANY, ALL, true, LIMIT),
            row(ALL, "1\\.7", ANY, ALL, false, SENDER_ADDRESS),
            row(ALL, "1\\.8", ANY, ALL, true, SENDER_ADDRESS),
            row(ALL, ALL, ANY, "\\b(SPF|DKIM|DMARC)\\b", true, DOMAIN_AUTHENTICATION),
            row(ALL, ALL, BEFORE_CONTENT, "(helo|ehlo) (command rejected|name)", true, HELO_NAME),
            row(ALL, ALL, BEFORE_CONTENT, "sender (address )?(rejected|verify failed)", true, SENDER_ADDRESS),
            row(ALL, ALL, BEFORE_CONTENT, "cannot find your|reverse (dns|hostname)", true, REVERSE_DNS),
            row(ALL, ALL, BEFORE_CONTENT, "client host|blocked using|spamhaus", true, REPUTATION),
            row(ALL, ALL, BEFORE_CONTENT, RELAY_DENIED, true, RELAY),
            row(ALL, "3\\.4|2\\.3|6\\.\\d+", ANY, ALL, false, NONE),
            row(ALL, "7\\.\\d+", EnumSet.of(CONNECT, EHLO, MAIL), ALL, true, REPUTATION),
            row(ALL, ALL, EnumSet.of(CONNECT), ALL, true, SERVER),
            row(ALL, ALL, EnumSet.of(EHLO), ALL, true, SERVER),
            row(ALL, "[345]\\.\\d+", EnumSet.of(MAIL), ALL, true, SERVER),
            row("4..", "", EnumSet.of(MAIL), ALL, true, SERVER),
            row("552|555", ALL, EnumSet.of(MAIL), ALL, false, NONE),
            row(ALL, ALL, EnumSet.of(MAIL), ALL, true, SENDER_ADDRESS),
            row("421", "7\\.\\d+", ANY, ALL, true, REPUTATION),
            row("421", ALL, ANY, ALL, true, SERVER),
            row(ALL, "3\\.2", ANY, ALL, true, SERVER),
            row(ALL, ALL, ANY, ALL, false, NONE));

    private ReplyTable() {}

    private record Row(Pattern code, Pattern status, Set<SmtpStage> stages, Pattern words, ReplyMeaning meaning) {
        boolean matches(SmtpStage stage, String code, String status, String text) {
            return stages.contains(stage)
                    && this.code.matcher(code).matches()
                    && this.status.matcher(status).matches()
                    && words.matcher(text).find();
        }
    }

    private static Row row(
            String code, String status, Set<SmtpStage> stages, String words, boolean isRepairable, Repair repair) {
        return new Row(
                Pattern.compile(code),
                Pattern.compile(status),
                stages,
                Pattern.compile(words, Pattern.CASE_INSENSITIVE),
                new ReplyMeaning(isRepairable, repair));
    }

    static ReplyMeaning meaning(SmtpStage stage, SmtpReply reply) {
        String code = String.valueOf(reply.code());
        // The class repeats the first digit of the code, or contradicts it; the code decides (RFC 2034 section 4).
        String status = Objects.requireNonNullElse(reply.enhancedStatus(), "").replaceFirst("^\\d\\.", "");
        return ROWS.stream()
                .filter(row -> row.matches(stage, code, status, reply.text()))
                .findFirst()
                .orElseThrow()
                .meaning();
    }
}
