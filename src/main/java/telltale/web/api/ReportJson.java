package telltale.web.api;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import telltale.model.FailureReason;
import telltale.model.ReportEffect;
import telltale.model.WireConstant;
import telltale.reports.Explanations;
import telltale.store.ReportDecision;
import telltale.store.ReportFacts;
import telltale.store.StoredReport;
import telltale.web.http.Identity;
import telltale.web.http.JsonName;

/**
 * The JSON of a mail that came back, in lists. What the mail lacks is null.
 *
 * @param kind with a person's correction, like the class, the reason and the fault
 * @param confidence how sure it is which delivery it is about; null without one
 * @param explanation the id of the rule that decided what follows
 * @param summary kind and reason in words
 */
record ReportJson(
        UUID id,
        Instant receivedAt,
        String source,
        String kind,
        @JsonName("class") @Nullable String type,
        @Nullable String reason,
        @Nullable String fault,
        @Nullable String status,
        @Nullable String recipient,
        @Nullable String delivery,
        @Nullable String campaign,
        String match,
        @Nullable String confidence,
        boolean corrected,
        List<String> effects,
        String explanation,
        String summary) {
    static ReportJson of(StoredReport report, Identity identity) {
        ReportFacts facts = report.effective();
        FailureReason reason = facts.reason();
        return new ReportJson(
                report.id(),
                report.receivedAt(),
                report.source().wireName(),
                facts.kind().wireName(),
                name(facts.type()),
                name(reason),
                name(reason == null ? null : reason.fault()),
                text(facts.status()),
                identity.shown(text(facts.recipient())),
                report.delivery() == null ? null : report.delivery().toString(),
                report.campaign(),
                report.match().wireName(),
                name(report.match().confidence().orElse(null)),
                report.correction() != null,
                effects(report.decision()).map(WireConstant::wireName).toList(),
                report.decision().explanation(),
                Explanations.of(facts.kind(), reason));
    }

    /** The effects in the order of their definition. */
    static Stream<ReportEffect> effects(ReportDecision decision) {
        return Stream.of(ReportEffect.values()).filter(decision.effects()::contains);
    }

    /** A text, or null for an empty one. */
    static @Nullable String text(String text) {
        return text.isEmpty() ? null : text;
    }

    /** The name of a constant, or null without one. */
    static @Nullable String name(@Nullable WireConstant constant) {
        return constant == null ? null : constant.wireName();
    }
}
