package telltale.judging;

import telltale.model.Provider;
import telltale.model.StoredConstant;
import telltale.model.Verdict;
import telltale.model.VerdictClass;

/**
 * All facts of a delivery that an open rate depends on. For a campaign, the deliveries in each bucket are counted.
 *
 * @param tracked whether the message was sent with a pixel
 * @param opened whether a person is known to have opened it
 * @param clicked whether a person is known to have clicked a link
 * @param answered whether a person is known to have replied, or to have confirmed that it was displayed
 * @param prefetched whether its pixel was loaded in advance, after which an open cannot be observed
 * @param quarantined whether a scanner is known to examine the recipient's mail
 * @param unproven whether it has an open or a click that is not known to be a person's
 */
public record MeasurementBucket(
        boolean tracked,
        boolean opened,
        boolean clicked,
        boolean answered,
        boolean prefetched,
        boolean quarantined,
        boolean unproven,
        Provider provider) {
    private static final int FLAGS = 5;

    /** Above the provider, because numbers without them are stored. */
    private static final int UNPROVEN = 16;

    private static final int ANSWERED = 17;

    /** The bucket of a delivery without events. */
    public static MeasurementBucket unseen(boolean tracked, boolean quarantined, Provider provider) {
        return new MeasurementBucket(tracked, false, false, false, false, quarantined, false, provider);
    }

    /** This bucket of a delivery that a person answered. */
    public MeasurementBucket withAnswer() {
        return new MeasurementBucket(tracked, opened, clicked, true, prefetched, quarantined, unproven, provider);
    }

    /** The bucket after one more judged event. The order of events does not matter. */
    public MeasurementBucket after(Scope scope, Verdict verdict) {
        boolean person = verdict.provesPerson();
        return new MeasurementBucket(
                tracked,
                opened || (person && scope == Scope.OPEN),
                clicked || (person && scope == Scope.CLICK),
                answered,
                prefetched || (verdict.type() == VerdictClass.PREFETCH && scope == Scope.OPEN),
                quarantined,
                unproven || !person,
                provider);
    }

    /** Whether a person is known to have read it, regardless of its images. */
    public boolean isReadWithoutImages() {
        return clicked || answered;
    }

    /** The number of this bucket, which is unique and never changes. */
    public int number() {
        int number = provider.number();
        for (boolean flag : new boolean[] {tracked, opened, clicked, prefetched, quarantined}) {
            number = number << 1 | (flag ? 1 : 0);
        }
        return number | (unproven ? 1 << UNPROVEN : 0) | (answered ? 1 << ANSWERED : 0);
    }

    /** The bucket with this number. */
    public static MeasurementBucket of(int number) {
        int others = number & ~(1 << UNPROVEN | 1 << ANSWERED);
        return new MeasurementBucket(
                isSet(others, 4),
                isSet(others, 3),
                isSet(others, 2),
                isSet(number, ANSWERED),
                isSet(others, 1),
                isSet(others, 0),
                isSet(number, UNPROVEN),
                StoredConstant.of(Provider.class, others >> FLAGS));
    }

    private static boolean isSet(int number, int bit) {
        return (number >> bit & 1) == 1;
    }
}
