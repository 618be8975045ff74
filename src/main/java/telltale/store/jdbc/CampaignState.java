package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import telltale.model.PrivacyProfile;

/**
 * The row of a campaign when mail of it is submitted.
 *
 * @param isHeld whether its mails are held
 * @param profiles a bit for each privacy profile that its mails have, by the profile's number
 */
record CampaignState(boolean isHeld, int profiles) {
    private static final Sql READ = Sql.of("select held_at, profiles from campaigns where number = :campaign");
    private static final Sql ADD = Sql.of("""
        update campaigns set profiles = profiles | :profile
        where number = :campaign and profiles & :profile = 0\
        """);

    /** Reads the state of a campaign, and adds the profile of new mail to it. */
    static CampaignState of(Connection connection, Database database, long campaign, PrivacyProfile profile)
            throws SQLException {
        CampaignState state = READ.on(connection, database)
                .bind("campaign", campaign)
                .first(row -> new CampaignState(row.nullableInstant("held_at") != null, row.integer("profiles")))
                .orElseThrow();
        if (!profiles(state.profiles).contains(profile)) {
            ADD.on(connection, database)
                    .bind("campaign", campaign)
                    .bind("profile", bits(profile))
                    .update();
        }
        return state;
    }

    /** The bits of some profiles. */
    static int bits(PrivacyProfile... profiles) {
        return Arrays.stream(profiles)
                .mapToInt(profile -> 1 << profile.number())
                .sum();
    }

    /** The profiles of some bits. */
    static Set<PrivacyProfile> profiles(int bits) {
        Set<PrivacyProfile> found = EnumSet.noneOf(PrivacyProfile.class);
        for (PrivacyProfile profile : PrivacyProfile.values()) {
            if ((bits & bits(profile)) != 0) {
                found.add(profile);
            }
        }
        return found;
    }
}
