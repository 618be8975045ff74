package telltale.judging;

import telltale.model.Provider;
import telltale.model.StoredConstant;
import telltale.model.Verdict;
import telltale.model.VerdictClass;

/**
 * Everything about one delivery that an open rate depends on; a campaign counts how many of its deliveries are in which
 * cell.
 *
 * @param tracked whether the mail was sent with a pixel
 * @param opened whether a person is known to have seen it
 * @param clicked whether a person is known to have followed a link
 * @param prefetched whether its pixel was loaded in advance, after which no look at it can be seen
 * @param quarantined whether a scanner is known to examine the recipient's mail
 */
public record MeasurementBucket(
        boolean tracked, boolean opened, boolean clicked, boolean prefetched, boolean quarantined, Provider provider) {
    private static final int FLAGS = 5;

    /** The cell of a delivery of which nothing was seen yet. */
    public static MeasurementBucket unseen(boolean tracked, boolean quarantined, Provider provider) {
        return new MeasurementBucket(tracked, false, false, false, quarantined, provider);
    }

    /** The cell after one more event was judged. The order of events does not matter. */
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

    /** A number of its own for every cell, which never changes. */
    public int number() {
        int number = provider.number();
        for (boolean flag : new boolean[] {tracked, opened, clicked, prefetched, quarantined}) {
            number = number << 1 | (flag ? 1 : 0);
        }
        return number;
    }

    /** The cell of that number. */
    public static MeasurementBucket of(int number) {
        Provider provider = StoredConstant.of(Provider.class, number >> FLAGS);
        return new MeasurementBucket(
                isSet(number, 4), isSet(number, 3), isSet(number, 2), isSet(number, 1), isSet(number, 0), provider);
    }

    private static boolean isSet(int number, int bit) {
        return (number >> bit & 1) == 1;
    }
}
