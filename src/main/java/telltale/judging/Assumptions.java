package telltale.judging;

import java.util.ArrayList;
import java.util.List;

/**
 * What is assumed about what cannot be seen, and the number of readers that follows from it; docs/HONEST-OPEN-RATES.md
 * has the derivation.
 *
 * @param imageEffect how much more often those click who see the images than those who do not
 * @param prefetchedEffect how much more often those click who see the images than the prefetched who read
 * @param quarantinedEffect how much more often the quarantined read than the measurable
 * @param leak the share of those who do not read of whom a machine was all the same taken for a person
 */
record Assumptions(double imageEffect, double prefetchedEffect, double quarantinedEffect, double leak) {
    /** Everybody is alike, and no machine was taken for a person. */
    static final Assumptions SIMPLEST = new Assumptions(1, 1, 1, 0);

    private static final double[] IMAGE_EFFECT = {1, 2};
    private static final double[] PREFETCHED_EFFECT = {0.8, 1.25};
    private static final double[] QUARANTINED_EFFECT = {0.75, 1.25};
    private static final double[] LEAK = {0, 0.02};

    /** All combinations of the extremes. The readers rise and fall with each of the four, so nothing between goes beyond. */
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

    /** How many read. */
    double readers(Cohorts cohorts) {
        return new Terms(cohorts).readers();
    }

    /** The interval of how many read, by the chance in who clicks and who sees images. */
    Interval interval(Cohorts cohorts) {
        Terms terms = new Terms(cohorts);
        double readers = terms.readers();
        return Interval.logNormal(readers, Math.sqrt(terms.variance()));
    }

    /** The parts of the estimator, under the names of the document. */
    private final class Terms {
        final double both;
        final double openedOnly;
        final double clickedOnly;
        final double clickersElsewhere;
        final double all;
        /** Openers, one more so that the estimator has hardly a bias (Chapman, 1951). */
        final double openers;
        /** Clickers among the openers, one more for the same reason. */
        final double clickingOpeners;
        /** How many readers stand for each of the measurable cohort, counting its part of the quarantined. */
        final double weight;

        Terms(Cohorts cohorts) {
            long opened = cohorts.openedAndClicked() + cohorts.openedOnly();
            double falseOpeners = leak / (1 - leak) * (cohorts.measurable() - opened);
            both = cohorts.openedAndClicked();
            openedOnly = Math.max(0, cohorts.openedOnly() - falseOpeners);
            clickedOnly = cohorts.clickedOnly();
            clickersElsewhere = cohorts.prefetchedClicked();
            all = cohorts.tracked();
            openers = both + openedOnly + 1;
            clickingOpeners = both + 1;
            weight = 1 + quarantinedEffect * cohorts.quarantined() / Math.max(1, cohorts.measurable());
        }

        double readers() {
            double measurable = openers - 1 + imageEffect * clickedOnly * openers / clickingOpeners;
            double prefetched = prefetchedEffect * clickersElsewhere * openers / clickingOpeners;
            return weight * measurable + prefetched;
        }

        /** By the delta method; the counts are multinomial. A count of none is not known as well as that, so one is taken. */
        double variance() {
            double perClick = openers / clickingOpeners;
            double clicks = weight * imageEffect * clickedOnly + prefetchedEffect * clickersElsewhere;
            double byOpenedOnly = weight + clicks / clickingOpeners;
            double byBoth = byOpenedOnly - clicks * perClick / clickingOpeners;
            double byClickedOnly = weight * imageEffect * perClick;
            double byElsewhere = prefetchedEffect * perClick;
            double[] slopes = {byOpenedOnly, byBoth, byClickedOnly, byElsewhere};
            double[] counts = {openedOnly, both, Math.max(1, clickedOnly), Math.max(1, clickersElsewhere)};
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
