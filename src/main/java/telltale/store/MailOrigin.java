package telltale.store;

import org.jspecify.annotations.Nullable;

/**
 * What decides which mail servers may send a mail.
 *
 * @param sender the domain of its From field in lower case, or null for that of the default sender
 * @param campaign the name of its campaign, or null
 * @param boundTo the name of the mail server that may have taken it in an earlier attempt, or null
 */
public record MailOrigin(
        @Nullable String sender,
        @Nullable String campaign,
        @Nullable String boundTo) {
    /** The origin of a mail of the default sender without a campaign. */
    public static final MailOrigin DEFAULT = new MailOrigin(null, null, null);
}
