package telltale.judging;

import java.util.ArrayList;
import java.util.List;

/**
 * Assumptions about what cannot be observed, and the number of readers estimated under them. The derivation is in
 * docs/HONEST-OPEN-RATES.md.
 *
 * @param imageEffect how much more often readers who see images click than readers who do not
 * @param prefetchedEffect how much more often readers who see images click than prefetched readers
 * @param quarantinedEffect how much more often quarantined recipients read than measurable ones
 * @param leak the share of non-readers whose machine was mistaken for a person
 */
record Assumptions(double imageEffect, double prefetchedEffect, double quarantinedEffect, double leak) {
    /** All recipients behave alike, and no machine is mistaken for a person. */
    static final Assumptions SIMPLEST = new Assumptions(1, 1, 1, 0);

    private static final double[] IMAGE_EFFECT = {1, 2};
    private static final double[] PREFETCHED_EFFECT = {0.8, 1.25};
    private static final double[] QUARANTINED_EFFECT = {0.75, 1.25};
    private static final double[] LEAK = {0, 0.02};

    /** All combinations of the extremes. The estimate is monotonic in each of the four, so no other values exceed them. */
    static List<Assumptions> extremes() {
        List<Assumptions> extremes = new ArrayList<>();
        for (double image : IMAGE_EFFECT) {
            for (double prefetched : PREFETCHED_EFFECT) {
                for (double quarantined : QUARANTINED_EFFECT) {
                    for (double leak : LEAK) {
                        extremes.add(new Assumptions(image, prefetched, quarantined, leak));
                    }
                }
            }
        }
        return extremes;
    }

    /** The estimated number of readers. */
    double readers(Cohorts cohorts) {
        return new Terms(cohorts).readers();
    }

    /** The confidence interval of the number of readers, given the chance in who clicks and who sees images. */
    Interval interval(Cohorts cohorts) {
        Terms terms = new Terms(cohorts);
        double readers = terms.readers();
        return Interval.logNormal(readers, Math.sqrt(terms.variance()));
    }

    /** The terms of the estimator, named as in the document. */
    private final class Terms {
        final double both;
        final double openedOnly;
        final double clickedOnly;
        final double prefetchedClickers;
        final double all;
        /** Openers plus one, which nearly removes the bias of the estimator (Chapman, 1951). */
        final double openers;
        /** Clickers among the openers plus one, for the same reason. */
        final double clickingOpeners;
        /** How many recipients each member of the measurable cohort represents, including quarantined ones. */
        final double weight;

        Terms(Cohorts cohorts) {
            long opened = cohorts.openedAndClicked() + cohorts.openedOnly();
            double falseOpeners = leak / (1 - leak) * (cohorts.measurable() - opened);
            both = cohorts.openedAndClicked();
            openedOnly = Math.max(0, cohorts.openedOnly() - falseOpeners);
            clickedOnly = cohorts.clickedOnly();
            prefetchedClickers = cohorts.prefetchedClicked();
            all = cohorts.tracked();
            openers = both + openedOnly + 1;
            clickingOpeners = both + 1;
            weight = 1 + quarantinedEffect * cohorts.quarantined() / Math.max(1, cohorts.measurable());
        }

        double readers() {
            double measurable = openers - 1 + imageEffect * clickedOnly * openers / clickingOpeners;
            double prefetched = prefetchedEffect * prefetchedClickers * openers / clickingOpeners;
            return weight * measurable + prefetched;
        }

        /** By the delta method, with multinomial counts. A count of 0 would have no variance, so 1 is used in its place. */
        double variance() {
            double perClick = openers / clickingOpeners;
            double clicks = weight * imageEffect * clickedOnly + prefetchedEffect * prefetchedClickers;
            double byOpenedOnly = weight + clicks / clickingOpeners;
            double byBoth = byOpenedOnly - clicks * perClick / clickingOpeners;
            double byClickedOnly = weight * imageEffect * perClick;
            double byPrefetched = prefetchedEffect * perClick;
            double[] slopes = {byOpenedOnly, byBoth, byClickedOnly, byPrefetched};
            double[] counts = {openedOnly, both, Math.max(1, clickedOnly), Math.max(1, prefetchedClickers)};
            return multinomial(slopes, counts);
        }

        private double multinomial(double[] slopes, double[] counts) {
            double squares = 0;
            double sum = 0;
            for (int i = 0; i < slopes.length; i++) {
                squares += slopes[i] * slopes[i] * counts[i];
                sum += slopes[i] * counts[i];
            }
            return Math.max(0, squares - sum * sum / all);
        }
    }
}
