package telltale.store;

import java.util.List;
import org.jspecify.annotations.Nullable;
import telltale.model.FailureClass;
import telltale.model.FailureReason;
import telltale.model.ReportKind;

/**
 * What was read in a mail that came back. Texts that it lacks are empty.
 *
 * @param reason why the delivery failed or is delayed; null unless it is a bounce or a delay
 * @param status the enhanced status code (RFC 3463)
 * @param action what happened to the message, by a delivery status, a disposition or a feedback report
 * @param recipient the recipient that it is about
 * @param diagnostic what the recipient's server said, in one line
 * @param messageId the Message-ID of the message that it is about
 * @param isMachineReport whether its sender is null, or it has the structure of a DSN, MDN or ARF report
 * @param isManualReceipt whether a person displayed the message, rather than a program
 * @param rules the ids of the rules that determined kind and reason
 * @param ruleset the versions of the rules
 */
public record ReportFacts(
        ReportKind kind,
        @Nullable FailureReason reason,
        String status,
        String action,
        String recipient,
        String diagnostic,
        String messageId,
        boolean isMachineReport,
        boolean isManualReceipt,
        List<String> rules,
        String ruleset) {
    public ReportFacts {
        rules = List.copyOf(rules);
    }

    /** The class of the failure, or null without a reason. */
    public @Nullable FailureClass type() {
        return reason == null ? null : reason.type();
    }

    /** These facts with kind and reason as a person corrected them. */
    public ReportFacts corrected(ReportCorrection correction) {
        return with(correction.kind(), correction.reason(), ruleset);
    }

    /** These facts as read by other rules with the same result. */
    public ReportFacts by(String otherRuleset) {
        return with(kind, reason, otherRuleset);
    }

    private ReportFacts with(ReportKind otherKind, @Nullable FailureReason otherReason, String otherRuleset) {
        return new ReportFacts(
                otherKind,
                otherReason,
                status,
                action,
                recipient,
                diagnostic,
                messageId,
                isMachineReport,
                isManualReceipt,
                rules,
                otherRuleset);
    }
}
