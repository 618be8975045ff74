package telltale.judging;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import telltale.model.Confidence;
import telltale.model.Verdict;
import telltale.model.VerdictClass;

/** The number of labelled requests by label and verdict. */
public final class Confusion {
    private final Map<Outcome, Long> counts = new HashMap<>();

    /**
     * The verdict on a labelled request.
     *
     * @param label the true class; unknown if it cannot be determined
     */
    public record Outcome(VerdictClass label, VerdictClass type, Confidence confidence) {
        /** Whether the verdict is the label, whatever its confidence. */
        public boolean isRight() {
            return label == type;
        }

        /** The class that counts for a delivery. */
        public VerdictClass counted() {
            return type.counted(confidence);
        }

        /** Whether a machine counts as a person, or a person does not. */
        public boolean isError() {
            return label.isPerson()
                    ? !counted().isPerson()
                    : label.isMachine() && counted().isPerson();
        }
    }

    /** Adds a request. */
    public void add(VerdictClass label, Verdict verdict) {
        counts.merge(new Outcome(label, verdict.type(), verdict.confidence()), 1L, Long::sum);
    }

    /** The number of requests with such an outcome. */
    public long count(Predicate<Outcome> which) {
        return counts.entrySet().stream()
                .filter(entry -> which.test(entry.getKey()))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    /** The share of some requests among others. */
    public Proportion share(Predicate<Outcome> which, Predicate<Outcome> of) {
        return new Proportion(count(of.and(which)), count(of));
    }

    /** How often people and machines were taken for something else. */
    public ErrorRates errors() {
        Predicate<Outcome> people = outcome -> outcome.label().isPerson();
        return new ErrorRates(
                share(
                        outcome -> outcome.counted().isPerson(),
                        outcome -> outcome.label().isMachine()),
                share(outcome -> outcome.counted().isMachine(), people),
                share(outcome -> outcome.counted() == VerdictClass.UNKNOWN, people));
    }
}
