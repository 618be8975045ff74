package telltale.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The mails that a mail server sends.
 *
 * @param senders domains of the From field in lower case; every domain if empty
 * @param campaigns names of campaigns, or beginnings of names followed by {@code *}; every mail if empty, and otherwise none
 *     without a campaign
 */
public record ServerScope(List<String> senders, List<String> campaigns) {
    /** Every mail. */
    public static final ServerScope ALL = new ServerScope(List.of(), List.of());

    private static final String ANY_END = "*";

    public ServerScope {
        senders = List.copyOf(senders);
        campaigns = List.copyOf(campaigns);
    }

    /**
     * Whether the server sends a mail.
     *
     * @param sender the domain of its From field in lower case
     * @param campaign its campaign, or null
     */
    public boolean includes(String sender, @Nullable String campaign) {
        boolean isSender = senders.isEmpty() || senders.contains(sender);
        return isSender
                && (campaigns.isEmpty()
                        || (campaign != null && campaigns.stream().anyMatch(name -> matches(name, campaign))));
    }

    private static boolean matches(String name, String campaign) {
        return name.endsWith(ANY_END)
                ? campaign.startsWith(name.substring(0, name.length() - ANY_END.length()))
                : name.equals(campaign);
    }
}
