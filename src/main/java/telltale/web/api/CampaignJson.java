package telltale.web.api;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import telltale.judging.OpenRate;
import telltale.model.PrivacyProfile;
import telltale.store.CampaignCounts;
import telltale.store.CampaignHolds.Hold;
import telltale.store.CampaignPage.Campaign;
import telltale.web.http.Unwrapped;

/**
 * The JSON of a campaign. Opens, clicks and the open rate are those of the mails under one profile.
 *
 * @param privacy the profiles of its mails
 * @param profile the profile of the opens, clicks and open rate; absent if there are several and none was chosen
 * @param openRate absent if it is hidden, or without a profile
 * @param profiles the opens and clicks of each profile; absent unless there are several
 */
record CampaignJson(
        String name,
        @Unwrapped Figures counts,
        @Nullable HeldJson held,
        List<String> privacy,
        Optional<String> profile,
        Optional<OpenRateJson> openRate,
        Optional<List<ProfileJson>> profiles) {

    /**
     * @param shown the profile of the opens and clicks; null for none
     * @param hold null unless its mails are held
     */
    static CampaignJson of(
            Campaign campaign,
            CampaignProfiles profiles,
            @Nullable PrivacyProfile shown,
            @Nullable Hold hold,
            SmallGroups groups) {
        String name = campaign.name();
        List<PrivacyProfile> all = profiles.of(name);
        CampaignCounts counts = shown == null ? campaign.mails() : campaign.counts(shown);
        OpenRate rate = shown == null ? null : profiles.rate(name, shown);
        // Of mail of several profiles, the number of people under the shown one counts.
        boolean isRateHidden = groups.hides(counts.deliveries())
                || (rate != null && profiles.only(name) != shown && groups.hides(rate.accepted()));
        return new CampaignJson(
                name,
                Figures.of(counts, shown != null, groups.hides(counts)),
                hold == null
                        ? null
                        : new HeldJson(hold.heldAt(), groups.shown(hold.failures()), groups.shown(hold.attempts())),
                all.stream().map(PrivacyProfile::wireName).toList(),
                Optional.ofNullable(shown).map(PrivacyProfile::wireName),
                rate == null || isRateHidden ? Optional.empty() : Optional.of(OpenRateJson.of(rate)),
                all.size() == 1
                        ? Optional.empty()
                        : Optional.of(all.stream()
                                .map(one -> ProfileJson.of(one, campaign.counts(one), profiles.rate(name, one), groups))
                                .toList()));
    }

    /** Why the mails of a campaign are held: the counts since it was last resumed. */
    record HeldJson(Instant at, long failures, long attempts) {}

    /** The opens and clicks of the mails under one profile, or a mark that they are hidden. */
    record ProfileJson(
            String profile,
            @Unwrapped @Nullable Events events,
            Optional<OpenRateJson> openRate,
            Optional<Boolean> hidden) {
        static ProfileJson of(PrivacyProfile profile, CampaignCounts counts, OpenRate rate, SmallGroups groups) {
            boolean isHidden = groups.hides(rate.accepted());
            return new ProfileJson(
                    profile.wireName(),
                    isHidden ? null : Events.of(counts),
                    isHidden ? Optional.empty() : Optional.of(OpenRateJson.of(rate)),
                    isHidden ? Optional.of(true) : Optional.empty());
        }
    }

    /**
     * Counts, or a mark that they are hidden.
     *
     * @param events absent without a profile
     * @param hidden absent unless they are
     */
    record Figures(
            @Unwrapped @Nullable Mails mails,
            @Unwrapped @Nullable Events events,
            Optional<Boolean> hidden) {
        static Figures of(CampaignCounts counts, boolean hasEvents, boolean isHidden) {
            return isHidden
                    ? new Figures(null, null, Optional.of(true))
                    : new Figures(Mails.of(counts), hasEvents ? Events.of(counts) : null, Optional.empty());
        }
    }

    /** The deliveries. */
    record Mails(long deliveries, long accepted, long delivered, long bounced, long complained) {
        static Mails of(CampaignCounts counts) {
            return new Mails(
                    counts.deliveries(), counts.accepted(), counts.delivered(), counts.bounced(), counts.complained());
        }
    }

    /** The opens and clicks. */
    record Events(CountJson opens, CountJson clicks) {
        static Events of(CampaignCounts counts) {
            return new Events(
                    new CountJson(counts.opens(), counts.unique()), new CountJson(counts.clicks(), counts.clicked()));
        }
    }

    /** Counts by people and machines together; the open rate separates them. */
    record CountJson(long total, long unique) {}
}
