package telltale.failure;

import java.util.Map;
import java.util.Objects;
import java.util.Set;
import telltale.model.Outcome.SmtpStage;
import telltale.model.SmtpReply;

/**
 * What was said about a failed delivery. What is unknown is an empty text.
 *
 * @param stage the stage of the SMTP conversation with the server, such as {@code rcpt}
 * @param code the code of the server's reply (RFC 5321 section 4.2)
 * @param enhanced the enhanced status code in that reply (RFC 3463)
 * @param words the text of the reply, or another explanation
 * @param status the status in a report, which the reporting server may have made up
 * @param context the whole explanation around the words
 */
public record Evidence(String stage, String code, String enhanced, String words, String status, String context) {
    private static final Set<String> BEFORE_RECIPIENT = Set.of("connect", "ehlo", "starttls", "auth", "mail");

    /** A reply that a server sent to Telltale itself. */
    public static Evidence ofReply(SmtpStage stage, SmtpReply reply) {
        String code = String.valueOf(reply.code());
        String enhanced = Objects.requireNonNullElse(reply.enhancedStatus(), "");
        return new Evidence(stage.wireName(), code, enhanced, reply.text(), "", reply.text());
    }

    /**
     * A reply or an explanation that a report quotes.
     *
     * @param stage the stage, or an empty text if the report does not say it
     */
    public static Evidence ofQuote(String stage, String code, String enhanced, String words, String context) {
        return new Evidence(stage, code, enhanced, words, "", context);
    }

    /** The status of a report. */
    public static Evidence ofStatus(String status, String context) {
        return new Evidence("", "", "", "", status, context);
    }

    /**
     * Whether this may show that a mailbox or domain is gone: not a temporary reply, by either of its codes, and none before
     * the server knew the recipient.
     */
    boolean isFinalAboutRecipient() {
        return !code.startsWith("4") && !enhanced.startsWith("4") && !BEFORE_RECIPIENT.contains(stage);
    }

    Map<String, String> texts() {
        return Map.of(
                "stage",
                stage,
                "code",
                code,
                "enhanced",
                enhanced,
                "words",
                words,
                "status",
                status,
                "context",
                context);
    }
}
