package telltale.token;

import java.util.Optional;
import java.util.UUID;
import telltale.model.CampaignKey;
import telltale.model.Link;
import telltale.model.PrivacyProfile;

/**
 * The tokens in the URLs of mail under the profile {@code aggregated}. They identify a pool of recipients, or a campaign and a
 * link, but no recipient and no delivery.
 */
public final class PoolTokens {
    private static final int PERCENT = 100;

    private final TokenSigner signer;

    public PoolTokens(KeyRing keys) {
        this.signer = new TokenSigner(keys);
    }

    /** The token of the pixel that the recipients of a pool share, of the same length as that of a delivery. */
    public String forPool(long pool) {
        return signer.sign(PrivacyProfile.AGGREGATED, Purpose.POOL, new UUID(0, pool));
    }

    /** The pool of a pixel token. */
    public Optional<SignedPool> readPool(String text) {
        return signer.verify(Purpose.POOL, text)
                .map(verified -> new SignedPool(verified.subject().getLeastSignificantBits(), (int)
                        Long.remainderUnsigned(verified.mac(), PERCENT)));
    }

    /** The token of a link of a campaign. */
    public String forLink(CampaignKey campaign, Link link) {
        return signer.sign(PrivacyProfile.AGGREGATED, Purpose.CAMPAIGN_CLICK, campaign.value(), Tokens.payload(link));
    }

    /** The link of a token of {@link #forLink}. */
    public Optional<SignedCampaignLink> readLink(String text) {
        return signer.verify(Purpose.CAMPAIGN_CLICK, text)
                .flatMap(verified -> Tokens.link(verified.payload())
                        .map(link -> new SignedCampaignLink(new CampaignKey(verified.subject()), link)));
    }
}
