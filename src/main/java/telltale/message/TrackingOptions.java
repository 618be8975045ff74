package telltale.message;

import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import telltale.message.html.LinkParameters;
import telltale.message.html.Tracking;
import telltale.model.EventKind;
import telltale.model.Person;
import telltale.model.PrivacyProfile;

/**
 * The tracking that a sender asks for.
 *
 * @param opens whether opens are tracked
 * @param clicks whether clicks are tracked
 * @param parameters the parameters that links get, tracked or not
 * @param profile limits what is tracked
 */
public record TrackingOptions(boolean opens, boolean clicks, LinkParameters parameters, PrivacyProfile profile) {
    /** Opens and clicks, without parameters. */
    public static final TrackingOptions ALL =
            new TrackingOptions(true, true, LinkParameters.NONE, PrivacyProfile.INDIVIDUAL);

    private static final String NO_CAMPAIGN = "The privacy profile is aggregated, which counts for campaigns, and the"
            + " message has none: it has no pixel and its links are not tracked.";

    /** Returns these options without the tracking of opens. */
    public TrackingOptions withoutOpens() {
        return new TrackingOptions(false, clicks, parameters, profile);
    }

    /** Returns these options under a profile, if it is stricter. */
    TrackingOptions under(PrivacyProfile other) {
        return new TrackingOptions(opens, clicks, parameters, profile.or(other));
    }

    /** Whether opens or clicks of some recipients are measured. */
    boolean measures() {
        return (opens || clicks) && profile != PrivacyProfile.NONE;
    }

    /**
     * Returns what is added to the copy of one person. Parameters are the same for all recipients and identify none, so they
     * are added for a person who is not tracked, too.
     *
     * @param all returns everything that can be added to a mail
     */
    Tracking of(Function<TrackedMail, Tracking> all, TrackedMail mail, Person person) {
        return all.apply(mail)
                .appending(parameters)
                .limitedTo(
                        opens && mail.hasOpens() && allows(person, EventKind.OPEN),
                        clicks && mail.hasClicks() && allows(person, EventKind.CLICK));
    }

    private boolean allows(Person person, EventKind kind) {
        return person.allows(profile, kind);
    }

    /**
     * The warning about what these options ask for and the person or the profile does not allow.
     *
     * @param campaign the campaign of the mail, or null
     */
    Optional<String> warning(Person person, @Nullable String campaign) {
        if (!person.tracked()) {
            return Optional.of(Personalizer.NOT_TRACKED);
        }
        if (profile == PrivacyProfile.AGGREGATED && campaign == null && (opens || clicks)) {
            return Optional.of(NO_CAMPAIGN);
        }
        boolean lacksPixel = opens && !allows(person, EventKind.OPEN);
        boolean lacksLinks = clicks && !allows(person, EventKind.CLICK);
        if (!lacksPixel && !lacksLinks) {
            return Optional.empty();
        }
        String reason = profile.records(EventKind.CLICK)
                ? "The recipient has not consented to it: "
                : "The privacy profile is " + profile.wireName() + ": ";
        String missing = !lacksLinks
                ? "the message has no pixel."
                : lacksPixel
                        ? "the message has no pixel and its links are not tracked."
                        : "the links of the message are not tracked.";
        return Optional.of(reason + missing);
    }
}
