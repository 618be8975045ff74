package telltale.store.jdbc;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import telltale.model.FailureReason;
import telltale.model.ReportEffect;
import telltale.model.ReportKind;

/**
 * What one report about a delivery changes.
 *
 * @param kind the kind, corrected if it was
 * @param reason the reason, corrected if it was
 */
record ReportedEffects(
        UUID report,
        Instant receivedAt,
        ReportKind kind,
        @Nullable FailureReason reason,
        Set<ReportEffect> effects) {
    /** The reason of a kind that has none. */
    private static final int NO_REASON = 0;

    private boolean has(ReportEffect effect) {
        return effects.contains(effect);
    }

    /** The first of some reports, in the order of their receipt, that has an effect. */
    static Optional<ReportedEffects> first(List<ReportedEffects> reports, ReportEffect effect) {
        return reports.stream().filter(report -> report.has(effect)).findFirst();
    }

    /** When the first report with an effect was received, or null. */
    static @Nullable Instant since(List<ReportedEffects> reports, ReportEffect effect) {
        return first(reports, effect).map(ReportedEffects::receivedAt).orElse(null);
    }

    /** When the first report of a kind was received, or null. */
    static @Nullable Instant since(List<ReportedEffects> reports, ReportKind kind) {
        return reports.stream()
                .filter(report -> report.kind == kind)
                .map(ReportedEffects::receivedAt)
                .min(Comparator.naturalOrder())
                .orElse(null);
    }

    /** The kinds for which a delivery is counted, each with the number of the reason in its first report. */
    static Map<ReportKind, Integer> counted(List<ReportedEffects> reports) {
        Map<ReportKind, Integer> counted = new HashMap<>();
        for (ReportedEffects report : reports) {
            counted.putIfAbsent(report.kind, report.countedReason());
        }
        return counted;
    }

    private int countedReason() {
        return kind == ReportKind.BOUNCE && reason != null ? reason.number() : NO_REASON;
    }
}
