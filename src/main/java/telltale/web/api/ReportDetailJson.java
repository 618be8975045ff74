package telltale.web.api;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import telltale.model.FailureReason;
import telltale.reports.Explanations;
import telltale.store.ReportCorrection;
import telltale.store.ReportFacts;
import telltale.store.StoredForward;
import telltale.store.StoredReport;
import telltale.web.http.Identity;
import telltale.web.http.Unwrapped;

/**
 * The JSON of one mail that came back.
 *
 * @param machine whether a program certainly sent it
 * @param manualReceipt whether a person displayed the message, rather than a program
 * @param read what the rules read, without a correction
 * @param decided false while the delivery is being sent
 * @param forwarded what became of its forwarding; null unless replies were forwarded when it came in
 * @param octets the size of what is kept of the mail; 0 if it was deleted
 */
record ReportDetailJson(
        @Unwrapped ReportJson report,
        @Nullable String action,
        @Nullable String diagnostic,
        @Nullable String messageId,
        boolean machine,
        boolean manualReceipt,
        List<String> rules,
        String ruleset,
        Reading read,
        @Nullable Correction correction,
        PersonJson.@Nullable SuppressionJson suppression,
        boolean decided,
        @Nullable Forwarded forwarded,
        int octets,
        Sentences sentences) {
    static ReportDetailJson of(StoredReport report, Identity identity) {
        ReportFacts facts = report.facts();
        return new ReportDetailJson(
                ReportJson.of(report, identity),
                ReportJson.text(facts.action()),
                identity.shown(ReportJson.text(facts.diagnostic())),
                ReportJson.text(facts.messageId()),
                facts.isMachineReport(),
                facts.isManualReceipt(),
                facts.rules(),
                facts.ruleset(),
                new Reading(facts.kind().wireName(), FailureJson.of(facts.reason())),
                Correction.of(report.correction()),
                PersonJson.SuppressionJson.ofNullable(report.decision().suppression()),
                report.decision().isFinal(),
                Forwarded.of(report.forward()),
                report.size(),
                Sentences.of(report));
    }

    /** What the rules read. */
    record Reading(String kind, @Nullable FailureJson failure) {}

    /** What a person said that the mail is. */
    record Correction(String kind, @Nullable String reason) {
        static @Nullable Correction of(@Nullable ReportCorrection correction) {
            return correction == null
                    ? null
                    : new Correction(correction.kind().wireName(), ReportJson.name(correction.reason()));
        }
    }

    /**
     * What became of the forwarding of a reply.
     *
     * @param at when it was last attempted, or decided
     * @param detail the mail server's words, or why it is not forwarded; null before the first attempt
     */
    record Forwarded(String state, Instant at, @Nullable String detail) {
        static @Nullable Forwarded of(@Nullable StoredForward forward) {
            return forward == null
                    ? null
                    : new Forwarded(forward.state().wireName(), forward.at(), ReportJson.text(forward.detail()));
        }
    }

    /** The values in words. */
    record Sentences(String kind, @Nullable String reason, String match, List<String> effects, String explanation) {
        static Sentences of(StoredReport report) {
            ReportFacts facts = report.effective();
            FailureReason reason = facts.reason();
            return new Sentences(
                    Explanations.of(facts.kind()),
                    reason == null ? null : Explanations.of(reason),
                    Explanations.of(report.match()),
                    ReportJson.effects(report.decision()).map(Explanations::of).toList(),
                    Explanations.ofRule(report.decision().explanation()));
        }
    }
}
