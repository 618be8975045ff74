package telltale.app;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import telltale.message.TrackedMail;
import telltale.model.CampaignKey;
import telltale.model.Link;
import telltale.model.PrivacyProfile;
import telltale.token.PoolTokens;
import telltale.token.Tokens;

/** The tokens of the pixels and links of mail: those of its delivery, or under {@code aggregated} those of a pool and a campaign. */
record HitTokens(Tokens deliveries, PoolTokens pools) {
    /** The token of a mail's pixel, or null if it belongs to no pool. */
    @Nullable
    String pixel(TrackedMail mail) {
        if (mail.profile() != PrivacyProfile.AGGREGATED) {
            return deliveries.forPixel(mail.delivery(), mail.profile());
        }
        return mail.pool() == null ? null : pools.forPool(mail.pool());
    }

    /** The token of a link in a mail, which must have a campaign under {@code aggregated}. */
    String link(TrackedMail mail, Link link) {
        return mail.profile() == PrivacyProfile.AGGREGATED
                ? ofCampaign(mail, link)
                : deliveries.forLink(mail.delivery(), link, mail.profile());
    }

    /** The token of the same link on the web page of the mail. */
    String viewLink(TrackedMail mail, Link link) {
        return mail.profile() == PrivacyProfile.AGGREGATED
                ? ofCampaign(mail, link)
                : deliveries.forViewLink(mail.delivery(), link, mail.profile());
    }

    private String ofCampaign(TrackedMail mail, Link link) {
        return pools.forLink(CampaignKey.of(Objects.requireNonNull(mail.campaign())), link);
    }
}
