package telltale.model;

import org.jspecify.annotations.Nullable;

/**
 * What a sender wants one recipient to read, checked: a mail that exists can be composed.
 *
 * @param subject one line, may be empty
 * @param html the HTML body, or null
 * @param text the plain body, or null; at least one of the two is there
 * @param campaign what the mail belongs to, or null
 * @param bulk whether it goes to many, who may unsubscribe from it
 */
public record MailMessage(
        EmailAddress to,
        String subject,
        @Nullable String html,
        @Nullable String text,
        @Nullable String campaign,
        boolean bulk) {
    /** Keeps the header far below the 998 octets of a line (RFC 5322 section 2.1.1) after encoding and folding. */
    public static final int LONGEST_SUBJECT = 500;

    public static final int LONGEST_CAMPAIGN = 100;

    /** A mail that goes to one person alone. */
    public MailMessage(
            EmailAddress to, String subject, @Nullable String html, @Nullable String text, @Nullable String campaign) {
        this(to, subject, html, text, campaign, false);
    }

    public MailMessage {
        if (subject.length() > LONGEST_SUBJECT) {
            throw new InvalidInputException("subject", "subject has at most " + LONGEST_SUBJECT + " characters");
        }
        TextRules.refuseControls("subject", subject);
        if (html == null && text == null) {
            throw new InvalidInputException("html", "a mail needs html or text");
        }
        refuseUnwritable("html", html);
        refuseUnwritable("text", text);
        if (campaign != null) {
            if (campaign.isBlank() || campaign.length() > LONGEST_CAMPAIGN) {
                throw new InvalidInputException("campaign", "campaign has 1 to " + LONGEST_CAMPAIGN + " characters");
            }
            TextRules.refuseControls("campaign", campaign);
        }
    }

    private static void refuseUnwritable(String field, @Nullable String body) {
        if (body == null) {
            return;
        }
        if (body.indexOf('\0') >= 0) {
            throw new InvalidInputException(field, field + " holds a NUL character (U+0000), which no mail may carry");
        }
        int half = TextRules.halfACharacter(body);
        if (half >= 0) {
            throw new InvalidInputException(
                    field,
                    String.format(
                            "%s holds half a character (U+%04X), which UTF-8 cannot say",
                            field, (int) body.charAt(half)));
        }
    }
}
