package telltale.inbound;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import telltale.model.FailureClass;
import telltale.model.FailureReason;
import telltale.model.ReportKind;

/**
 * What one mail that came back means, and the facts for that.
 *
 * @param recipients the recipients that it reports on, in its order; may be empty
 * @param evidence what it contains besides
 * @param reasons the ids of the rules that determined kind and reason
 * @param ruleset the versions of the rules
 */
public record Report(
        ReportKind kind,
        List<RecipientReport> recipients,
        Identifiers identifiers,
        Evidence evidence,
        List<String> reasons,
        String ruleset) {
    public Report {
        recipients = List.copyOf(recipients);
        reasons = List.copyOf(reasons);
    }

    /**
     * Facts about the mail as a whole.
     *
     * @param isMachineReport whether a program sent it: its sender is null, or it has the structure of a DSN, MDN or ARF
     *     report. What a person may have written must not change anything by itself.
     * @param feedbackType the type of a complaint (RFC 5965 section 3.1), in lower case; or an empty text
     * @param disposition what happened to a message (RFC 8098), or null
     */
    public record Evidence(
            boolean isMachineReport,
            String feedbackType,
            @Nullable Disposition disposition) {}

    /** The first recipient whose delivery failed, for a bounce, or else the first one. */
    public Optional<RecipientReport> main() {
        return recipients.stream()
                .filter(recipient ->
                        kind == ReportKind.BOUNCE && recipient.action().equals("failed"))
                .findFirst()
                .or(() -> recipients.stream().findFirst());
    }

    /** Why the delivery failed, or null unless this is a bounce. */
    public @Nullable FailureReason reason() {
        return kind == ReportKind.BOUNCE ? main().map(RecipientReport::reason).orElse(FailureReason.UNKNOWN) : null;
    }

    /** The class of the failure, or null unless this is a bounce. */
    public @Nullable FailureClass type() {
        FailureReason reason = reason();
        return reason == null ? null : reason.type();
    }
}
