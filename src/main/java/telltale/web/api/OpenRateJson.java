package telltale.web.api;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import telltale.judging.ErrorBound;
import telltale.judging.Estimate;
import telltale.judging.Interval;
import telltale.judging.OpenRate;
import telltale.judging.Proportion;
import telltale.web.http.Unwrapped;

/** The JSON of an open rate: figures, and a sentence in the terms of docs/HONEST-OPEN-RATES.md. */
record OpenRateJson(
        String summary,
        long accepted,
        ProportionJson clicked,
        long tracked,
        ProportionJson atLeast,
        ErrorBoundJson errorBound,
        @Nullable IntervalJson plausible,
        @Nullable EstimateJson estimate,
        NotMeasurable notMeasurable,
        ProportionJson measurable,
        @Nullable ProportionJson imagesBlocked,
        List<String> assumptions) {
    private static final int DIGITS = 4;

    /** A confidence interval of a share. */
    record IntervalJson(BigDecimal low, BigDecimal high) {
        static IntervalJson of(Interval interval) {
            return new IntervalJson(rounded(interval.low()), rounded(interval.high()));
        }
    }

    /** A count of a total, as a share with its confidence interval. */
    record ProportionJson(@Unwrapped IntervalJson interval, long count, long of, BigDecimal share) {
        static ProportionJson of(Proportion proportion) {
            return new ProportionJson(
                    IntervalJson.of(proportion.interval()),
                    proportion.count(),
                    proportion.of(),
                    rounded(proportion.share()));
        }
    }

    /** The range of the confirmed share if verdicts are wrong as often as measurements permit, and these measurements. */
    record ErrorBoundJson(
            @Unwrapped IntervalJson interval,
            ProportionJson machinesCalledPeople,
            ProportionJson peopleCalledMachines,
            ProportionJson peopleUnknown) {
        static ErrorBoundJson of(ErrorBound bound) {
            return new ErrorBoundJson(
                    IntervalJson.of(bound.share()),
                    ProportionJson.of(bound.rates().machinesCalledPeople()),
                    ProportionJson.of(bound.rates().peopleCalledMachines()),
                    ProportionJson.of(bound.rates().peopleUnknown()));
        }
    }

    /** The estimated share of recipients who opened. */
    record EstimateJson(@Unwrapped IntervalJson interval, BigDecimal share) {
        static EstimateJson of(Estimate estimate) {
            return new EstimateJson(IntervalJson.of(estimate.interval()), rounded(estimate.share()));
        }
    }

    /** The deliveries for which no open by a person can be measured, by cause. */
    record NotMeasurable(@Unwrapped ProportionJson proportion, Causes causes) {}

    /** The causes for which opens by people are not measurable. */
    record Causes(ProportionJson prefetched, ProportionJson scanned) {}

    static OpenRateJson of(OpenRate rate) {
        Estimate estimate = rate.estimate();
        Proportion blocked = rate.imagesBlocked();
        return new OpenRateJson(
                summary(rate),
                rate.accepted(),
                ProportionJson.of(rate.clicked()),
                rate.tracked(),
                ProportionJson.of(rate.atLeast()),
                ErrorBoundJson.of(rate.errorBound()),
                estimate == null ? null : IntervalJson.of(estimate.plausible()),
                estimate == null ? null : EstimateJson.of(estimate),
                notMeasurable(rate),
                ProportionJson.of(rate.seen()),
                blocked == null ? null : ProportionJson.of(blocked),
                OpenRate.ASSUMPTIONS);
    }

    static BigDecimal rounded(double share) {
        return BigDecimal.valueOf(share).setScale(DIGITS, RoundingMode.HALF_EVEN);
    }

    /** Formats percentage points with their sign. */
    static String points(double share) {
        return String.format(Locale.ROOT, "%+.1f", 100 * share);
    }

    private static NotMeasurable notMeasurable(OpenRate rate) {
        return new NotMeasurable(
                ProportionJson.of(notMeasured(rate)),
                new Causes(ProportionJson.of(rate.prefetched()), ProportionJson.of(rate.quarantined())));
    }

    private static Proportion notMeasured(OpenRate rate) {
        return new Proportion(rate.prefetched().count() + rate.quarantined().count(), rate.tracked());
    }

    private static String summary(OpenRate rate) {
        if (rate.tracked() == 0) {
            return "No judged tracked message has been accepted yet.";
        }
        Estimate estimate = rate.estimate();
        String plausible = estimate == null
                ? " No plausible range: too few recipients both opened and clicked."
                : " Plausible range: " + percents(estimate.plausible(), "to") + ".";
        return "At least " + percent(rate.atLeast().share()) + " opened (confirmed), and between "
                + percents(rate.errorBound().share(), "and")
                + " if the verdicts err as often as they may, see Accuracy." + plausible
                + " " + percent(notMeasured(rate).share()) + " not measurable" + causes(rate) + ".";
    }

    private static String causes(OpenRate rate) {
        if (notMeasured(rate).count() == 0) {
            return "";
        }
        return " (prefetched, for example by Apple, "
                + percent(rate.prefetched().share()) + ", scanned "
                + percent(rate.quarantined().share()) + ")";
    }

    private static String percents(Interval interval, String word) {
        return Math.round(100 * interval.low()) + " " + word + " " + percent(interval.high());
    }

    private static String percent(double share) {
        return Math.round(100 * share) + "%";
    }
}
