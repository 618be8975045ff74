package telltale.store.jdbc;

import telltale.model.PrivacyProfile;

/**
 * The numbers under which opens, clicks and what is derived from them are counted: one for each campaign and privacy profile,
 * so that no counter sums mails of different profiles. Under {@link PrivacyProfile#INDIVIDUAL} it is the number of the campaign
 * (0 for none, -1 for all mail); under each further profile it is 2<sup>40</sup> higher than under the one before.
 */
public final class CampaignSeries {
    private static final long DISTANCE = 1L << 40;
    /** The number in place of a campaign that stands for all campaigns, and mail without one. */
    static final long ALL = -1;

    /** The series of a delivery {@code d}, which may be missing. */
    public static final String OF_DELIVERY = "coalesce(d.campaign, 0) + coalesce(d.profile - 1, 0) * " + DISTANCE;

    /** Whether {@code campaign} is the series of all mail. */
    static final String IS_ALL = "(campaign + 1) % " + DISTANCE + " = 0";
    /** The series of all mail that sums the series {@code campaign} of mail with or without a campaign. */
    static final String SUMMED_IN = "campaign - campaign % " + DISTANCE + " - 1";

    private CampaignSeries() {}

    /** The series of a campaign (0 for none) under a profile. */
    static long of(long campaign, PrivacyProfile profile) {
        return campaign + distance(profile);
    }

    /** The series of all mail under a profile. */
    public static long ofAll(PrivacyProfile profile) {
        return of(ALL, profile);
    }

    /** The condition that {@code campaign} is a series under a profile, but not that of all mail. */
    public static String areUnder(PrivacyProfile profile) {
        return "campaign >= " + distance(profile) + " and campaign < " + (distance(profile) + DISTANCE + ALL);
    }

    /** What is added to the number of a campaign. */
    static long distance(PrivacyProfile profile) {
        return (profile.number() - PrivacyProfile.INDIVIDUAL.number()) * DISTANCE;
    }

    /** The series of all mail under the profile of a series. */
    static long allOf(long series) {
        return Math.floorDiv(series - ALL, DISTANCE) * DISTANCE + ALL;
    }

    /** Whether a series is of a campaign, and not of mail without one. */
    static boolean hasCampaign(long series) {
        return Math.floorMod(series, DISTANCE) != 0;
    }
}
