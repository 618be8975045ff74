package telltale.web.api;

import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import telltale.judging.Estimate;
import telltale.judging.Interval;
import telltale.judging.MeasurementBucket;
import telltale.judging.OpenRate;
import telltale.judging.Proportion;
import telltale.store.Judgements;
import telltale.web.http.Json;

/** The JSON of an open rate: figures, and a sentence in the terms of docs/HONEST-OPEN-RATES.md. */
final class OpenRateJson {
    private static final int DIGITS = 4;

    private OpenRateJson() {}

    /** Returns the open rate of a campaign's deliveries created in a range of days. */
    static OpenRate rate(Judgements judgements, String campaign, DayRange range) {
        Map<MeasurementBucket, Long> cells = new HashMap<>();
        judgements
                .bucketCounts(campaign, range.fromQuarter(), range.toQuarter())
                .forEach((number, deliveries) -> cells.put(MeasurementBucket.of(number), deliveries));
        return OpenRate.of(cells);
    }

    static JsonObjectBuilder json(OpenRate rate) {
        Estimate estimate = rate.estimate();
        Proportion blocked = rate.imagesBlocked();
        return Json.object()
                .add("inWords", inWords(rate))
                .add("accepted", rate.accepted())
                .add("clicked", proportion(rate.clicked()))
                .add("tracked", rate.tracked())
                .add("atLeast", proportion(rate.atLeast()))
                .add("plausible", orNull(estimate == null ? null : interval(estimate.plausible())))
                .add("estimate", orNull(estimate == null ? null : estimate(estimate)))
                .add("notMeasurable", notMeasurable(rate))
                .add("measurable", proportion(rate.seen()))
                .add("imagesBlocked", orNull(blocked == null ? null : proportion(blocked)))
                .add("assumptions", Json.PROVIDER.createArrayBuilder(OpenRate.ASSUMPTIONS));
    }

    static JsonObjectBuilder proportion(Proportion proportion) {
        return interval(proportion.interval())
                .add("count", proportion.count())
                .add("of", proportion.of())
                .add("share", rounded(proportion.share()));
    }

    static JsonObjectBuilder interval(Interval interval) {
        return Json.object().add("low", rounded(interval.low())).add("high", rounded(interval.high()));
    }

    static BigDecimal rounded(double share) {
        return BigDecimal.valueOf(share).setScale(DIGITS, RoundingMode.HALF_EVEN);
    }

    /** Formats percentage points with their sign. */
    static String points(double share) {
        return String.format(Locale.ROOT, "%+.1f", 100 * share);
    }

    private static JsonObjectBuilder estimate(Estimate estimate) {
        return interval(estimate.interval()).add("share", rounded(estimate.share()));
    }

    private static JsonObjectBuilder notMeasurable(OpenRate rate) {
        return proportion(notMeasured(rate))
                .add(
                        "causes",
                        Json.object()
                                .add("prefetched", proportion(rate.prefetched()))
                                .add("scanned", proportion(rate.quarantined())));
    }

    private static Proportion notMeasured(OpenRate rate) {
        return new Proportion(rate.prefetched().count() + rate.quarantined().count(), rate.tracked());
    }

    private static String inWords(OpenRate rate) {
        if (rate.tracked() == 0) {
            return "No judged tracked message has been accepted yet.";
        }
        Estimate estimate = rate.estimate();
        String plausible = estimate == null
                ? " No plausible range: too few recipients both opened and clicked."
                : " Plausible range: " + Math.round(100 * estimate.plausible().low()) + " to "
                        + percent(estimate.plausible().high()) + ".";
        return "At least " + percent(rate.atLeast().share()) + " opened (confirmed)." + plausible + " "
                + percent(notMeasured(rate).share()) + " not measurable" + causes(rate) + ".";
    }

    private static String causes(OpenRate rate) {
        if (notMeasured(rate).count() == 0) {
            return "";
        }
        return " (prefetched, for example by Apple, "
                + percent(rate.prefetched().share()) + ", scanned "
                + percent(rate.quarantined().share()) + ")";
    }

    private static String percent(double share) {
        return Math.round(100 * share) + "%";
    }

    private static JsonValue orNull(@Nullable JsonObjectBuilder object) {
        return object == null ? JsonValue.NULL : object.build();
    }
}
