package telltale.web.api;

import org.jspecify.annotations.Nullable;
import telltale.model.FailureReason;
import telltale.reports.Explanations;
import telltale.web.http.JsonName;

/**
 * The JSON of why a delivery failed.
 *
 * @param explanation the reason in words
 */
record FailureJson(String reason, @JsonName("class") String type, String fault, String explanation) {
    static @Nullable FailureJson of(@Nullable FailureReason reason) {
        return reason == null
                ? null
                : new FailureJson(
                        reason.wireName(),
                        reason.type().wireName(),
                        reason.fault().wireName(),
                        Explanations.of(reason));
    }
}
