package telltale.submission;

import org.jspecify.annotations.Nullable;
import telltale.model.EmailAddress;
import telltale.model.KeyLimits;

/**
 * A program that logged in with an API key.
 *
 * @param name the name of the key
 * @param limits what restricts the key
 */
public record Submitter(String name, KeyLimits limits) {
    /**
     * Requires that the key may submit mail of a campaign.
     *
     * @param campaign null for none
     */
    void requireCampaign(@Nullable String campaign) throws SubmissionRefusedException {
        if (!limits.allowsCampaign(campaign)) {
            throw new SubmissionRefusedException(
                    550,
                    "5.7.1",
                    "the key \"" + name + "\" only allows campaigns that begin with \"" + limits.campaignPrefix()
                            + "\"; set X-Telltale-Campaign");
        }
    }

    /**
     * Requires that the key may submit mail of a sender.
     *
     * @param field where the sender stands, for the reply
     */
    void requireSender(String field, EmailAddress sender) throws SubmissionRefusedException {
        if (!limits.allowsSender(sender)) {
            throw new SubmissionRefusedException(
                    550,
                    "5.7.1",
                    "the key \"" + name + "\" only allows senders at " + String.join(", ", limits.fromDomains())
                            + ", and " + field + " is none of them");
        }
    }
}
