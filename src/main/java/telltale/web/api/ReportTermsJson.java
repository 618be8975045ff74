package telltale.web.api;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import telltale.model.FailureClass;
import telltale.model.FailureReason;
import telltale.model.ReportKind;
import telltale.model.ReportMatch;
import telltale.model.WireConstant;
import telltale.reports.Explanations;
import telltale.web.http.JsonName;

/** The JSON of all values that describe mails that came back, in words. */
record ReportTermsJson(
        List<Kind> kinds, List<String> classes, List<Reason> reasons, List<Match> matches, List<Rule> explanations) {
    static ReportTermsJson all() {
        return new ReportTermsJson(
                Stream.of(ReportKind.values()).map(Kind::of).toList(),
                Stream.of(FailureClass.values()).map(WireConstant::wireName).toList(),
                Stream.of(FailureReason.values()).map(Reason::of).toList(),
                Stream.of(ReportMatch.values()).map(Match::of).toList(),
                Explanations.rules().entrySet().stream()
                        .map(rule -> new Rule(rule.getKey(), rule.getValue()))
                        .sorted((one, other) -> one.id().compareTo(other.id()))
                        .toList());
    }

    /**
     * A kind.
     *
     * @param needsReason whether a correction to it needs a reason
     * @param consequence what a correction to it changes
     */
    record Kind(String id, String text, boolean needsReason, String consequence) {
        static Kind of(ReportKind kind) {
            return new Kind(
                    kind.wireName(), Explanations.of(kind), kind == ReportKind.BOUNCE, Explanations.ofCorrection(kind));
        }
    }

    /**
     * A reason.
     *
     * @param consequence what a correction to a bounce for it changes
     */
    record Reason(String id, @JsonName("class") String type, String fault, String text, String consequence) {
        static Reason of(FailureReason reason) {
            return new Reason(
                    reason.wireName(),
                    reason.type().wireName(),
                    reason.fault().wireName(),
                    Explanations.of(reason),
                    Explanations.ofCorrection(reason));
        }
    }

    /** A way to find the delivery, with its confidence. */
    record Match(String id, @Nullable String confidence, String text) {
        static Match of(ReportMatch match) {
            return new Match(
                    match.wireName(), ReportJson.name(match.confidence().orElse(null)), Explanations.of(match));
        }
    }

    /** The id of a rule, and what it decides. */
    record Rule(String id, String text) {}
}
