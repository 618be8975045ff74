package telltale.model;

import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What restricts an API key besides its role.
 *
 * @param ranges the networks from which it is accepted; empty for all
 * @param campaignPrefix what the campaign of every mail it submits begins with; null for any campaign or none
 * @param fromDomains the domains of the senders of mails it submits, in ASCII and lower case; empty for all
 */
public record KeyLimits(List<IpRange> ranges, @Nullable String campaignPrefix, List<String> fromDomains) {
    /** No restriction. */
    public static final KeyLimits NONE = new KeyLimits(List.of(), null, List.of());

    private static final int MAX_PREFIX_LENGTH = 100;

    public KeyLimits {
        ranges = List.copyOf(ranges);
        fromDomains = fromDomains.stream().map(KeyLimits::domain).toList();
        if (campaignPrefix != null && (campaignPrefix.isEmpty() || campaignPrefix.length() > MAX_PREFIX_LENGTH)) {
            throw new InvalidInputException(
                    "campaignPrefix", "campaignPrefix must have 1 to " + MAX_PREFIX_LENGTH + " characters");
        }
    }

    /**
     * A domain in ASCII and lower case.
     *
     * @throws IllegalArgumentException if it cannot be the domain of a mail address
     */
    public static String domain(String text) {
        return new EmailAddress("postmaster", text).asciiDomain();
    }

    /**
     * Whether a client may use the key.
     *
     * @param client null if its address is unknown
     */
    public boolean allowsClient(@Nullable InetAddress client) {
        return ranges.isEmpty() || (client != null && ranges.stream().anyMatch(range -> range.contains(client)));
    }

    /** Whether mails of a campaign may be submitted; null stands for mails without one. */
    public boolean allowsCampaign(@Nullable String campaign) {
        return campaignPrefix == null || (campaign != null && campaign.startsWith(campaignPrefix));
    }

    /** Whether mails of a sender may be submitted; null stands for a sender that is not known. */
    public boolean allowsSender(@Nullable EmailAddress sender) {
        return fromDomains.isEmpty() || (sender != null && fromDomains.contains(sender.asciiDomain()));
    }
}
