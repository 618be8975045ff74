package telltale.message;

import telltale.message.html.LinkParameters;
import telltale.message.html.Tracking;
import telltale.model.Person;

/**
 * The tracking that a sender asks for.
 *
 * @param opens whether opens are tracked
 * @param clicks whether clicks are tracked
 * @param parameters the parameters that links get, tracked or not
 */
public record TrackingOptions(boolean opens, boolean clicks, LinkParameters parameters) {
    /** Opens and clicks, without parameters. */
    public static final TrackingOptions ALL = new TrackingOptions(true, true, LinkParameters.NONE);

    /** Returns these options without the tracking of opens. */
    public TrackingOptions withoutOpens() {
        return new TrackingOptions(false, clicks, parameters);
    }

    /**
     * Returns what is added to the copy of one person. Parameters are the same for all recipients and identify none, so they
     * are added for a person who has opted out of tracking, too.
     *
     * @param all everything that can be added
     */
    Tracking of(Tracking all, Person person) {
        return all.appending(parameters).limitedTo(opens && person.tracked(), clicks && person.tracked());
    }
}
