package telltale.store;

import org.jspecify.annotations.Nullable;
import telltale.model.FailureReason;
import telltale.model.InvalidInputException;
import telltale.model.ReportKind;

/**
 * What a person says that a report is. It overrides all rules, and confirms which delivery is meant.
 *
 * @param reason why the delivery failed; required for a bounce, and null for all other kinds but a delay
 */
public record ReportCorrection(ReportKind kind, @Nullable FailureReason reason) {
    public ReportCorrection {
        if (kind == ReportKind.BOUNCE && reason == null) {
            throw new InvalidInputException("reason", "a bounce needs a reason");
        }
        if (reason != null && kind != ReportKind.BOUNCE && kind != ReportKind.DELAY) {
            throw new InvalidInputException("reason", "only a bounce or a delay has a reason");
        }
    }
}
