package telltale.message;

import java.text.Normalizer;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import telltale.model.HeaderField;
import telltale.model.Sha256;

/**
 * The field Feedback-ID of bulk mail, by which Gmail reports complaints:
 * {@code Feedback-ID: campaign::bulk:sender}.
 *
 * @see <a href="https://support.google.com/mail/answer/6254652">Google: Feedback loop</a>
 */
final class FeedbackId {
    private static final int MAX_CAMPAIGN_LENGTH = 60;
    private static final int DIGEST_BYTES = 4;

    private FeedbackId() {}

    /**
     * Returns the field. The second identifier is empty, which Gmail ignores.
     *
     * @param campaign the name of a campaign, or null
     * @param sender the sender's own identifier, 5 to 15 characters
     */
    static HeaderField of(@Nullable String campaign, String sender) {
        return new HeaderField("Feedback-ID", (campaign == null ? "" : identifier(campaign)) + "::bulk:" + sender);
    }

    /** The name in letters, digits, dots, hyphens and underscores; with a digest if other letters were lost. */
    private static String identifier(String campaign) {
        String unaccented = Normalizer.normalize(campaign, Normalizer.Form.NFKD).replaceAll("\\p{M}+", "");
        String ascii = unaccented.replaceAll("[^A-Za-z0-9._-]+", "-");
        boolean isComplete =
                ascii.length() <= MAX_CAMPAIGN_LENGTH && unaccented.chars().allMatch(c -> c < 0x7f);
        String identifier = ascii.substring(0, Math.min(ascii.length(), MAX_CAMPAIGN_LENGTH));
        return isComplete ? identifier : identifier + "-" + digest(campaign);
    }

    private static String digest(String campaign) {
        return HexFormat.of().formatHex(Sha256.of(campaign), 0, DIGEST_BYTES);
    }
}
