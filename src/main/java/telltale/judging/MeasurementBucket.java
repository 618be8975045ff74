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
 * @param prefetched whether its pixel was loaded in advance, after which an open cannot be observed
 * @param quarantined whether a scanner is known to examine the recipient's mail
 */
public record MeasurementBucket(
        boolean tracked, boolean opened, boolean clicked, boolean prefetched, boolean quarantined, Provider provider) {
    private static final int FLAGS = 5;

    /** The bucket of a delivery without events. */
    public static MeasurementBucket unseen(boolean tracked, boolean quarantined, Provider provider) {
        return new MeasurementBucket(tracked, false, false, false, quarantined, provider);
    }

    /** The bucket after one more judged event. The order of events does not matter. */
    public MeasurementBucket after(Scope scope, Verdict verdict) {
        boolean person = verdict.provesPerson();
        return new MeasurementBucket(
                tracked,
                opened || (person && scope == Scope.OPEN),
                clicked || (person && scope == Scope.CLICK),
                prefetched || (verdict.type() == VerdictClass.PREFETCH && scope == Scope.OPEN),
                quarantined,
                provider);
    }

    /** The number of this bucket, which is unique and never changes. */
    public int number() {
        int number = provider.number();
        for (boolean flag : new boolean[] {tracked, opened, clicked, prefetched, quarantined}) {
            number = number << 1 | (flag ? 1 : 0);
        }
        return number;
    }

    /** The bucket with this number. */
    public static MeasurementBucket of(int number) {
        Provider provider = StoredConstant.of(Provider.class, number >> FLAGS);
        return new MeasurementBucket(
                isSet(number, 4), isSet(number, 3), isSet(number, 2), isSet(number, 1), isSet(number, 0), provider);
    }

    private static boolean isSet(int number, int bit) {
        return (number >> bit & 1) == 1;
    }
}
