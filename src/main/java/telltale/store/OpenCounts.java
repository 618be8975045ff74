package telltale.store;

import telltale.model.PrivacyProfile;

/**
 * The opens and clicks of a delivery, with or without a row.
 *
 * @param total the number of pixel loads
 * @param clicks the number of clicks
 * @param profile the privacy profile of the mail
 */
public record OpenCounts(long total, long clicks, PrivacyProfile profile) {
    public static final OpenCounts NONE = new OpenCounts(0);

    /** Counts without clicks. */
    public OpenCounts(long total) {
        this(total, 0);
    }

    /** Counts of a mail under the profile that records each open and click. */
    public OpenCounts(long total, long clicks) {
        this(total, clicks, PrivacyProfile.INDIVIDUAL);
    }
}
