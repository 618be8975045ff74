package telltale.app.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import telltale.judging.Confusion;
import telltale.judging.ErrorRates;
import telltale.judging.Proportion;
import telltale.model.Confidence;
import telltale.model.Verdict;
import telltale.model.VerdictClass;

/** The built-in ruleset beside requests from which its rules were written; docs/ACCURACY.md has the figures of all sets. */
class LabelledRequestsTest {
    private static final List<LabelledRequest> REQUESTS = LabelledRequest.read("requests-labelled.jsonl");
    private static final double MAX_WRONG = 0.02;
    private static final double MAX_PEOPLE_UNKNOWN = 0.10;
    private static final double MAX_MACHINES_UNKNOWN = 0.15;

    /** The parts that must each be good enough. */
    private enum Part {
        OPENS,
        CLICKS,
        AGENTS_ALONE,
        FULL_REQUESTS,
        ALL;

        Stream<LabelledRequest> requests() {
            return REQUESTS.stream().filter(this::holds);
        }

        private boolean holds(LabelledRequest request) {
            return switch (this) {
                case OPENS -> request.kind().equals("open");
                case CLICKS -> request.kind().equals("click");
                case AGENTS_ALONE -> request.isAgentAlone();
                case FULL_REQUESTS -> !request.isAgentAlone();
                case ALL -> true;
            };
        }
    }

    @ParameterizedTest
    @EnumSource
    void fewRequestsAreMisclassified(Part part) {
        String misses = misses(part);
        System.out.printf("%n%s missed:%n%s%n", part, misses);
        assertEquals(List.of(), failures(confusion(part, LabelledRequest::verdict)), misses);
    }

    @ParameterizedTest
    @EnumSource
    void aConstantVerdictFailsEverywhere(VerdictClass always) {
        Verdict verdict = new Verdict(always, Confidence.PROBABLE, List.of("constant"), "1");
        for (Part part : Part.values()) {
            assertFalse(failures(confusion(part, request -> verdict)).isEmpty(), () -> always + " " + part);
        }
    }

    /** The gates that are not met, a sentence each. */
    private static List<String> failures(Confusion confusion) {
        ErrorRates errors = confusion.errors();
        Proportion machinesUnknown = confusion.share(
                outcome -> outcome.counted() == VerdictClass.UNKNOWN,
                outcome -> outcome.label().isMachine());
        return Stream.of(
                        failure(MAX_WRONG, errors.machinesCalledPeople(), "machines called people"),
                        failure(MAX_WRONG, errors.peopleCalledMachines(), "people called machines"),
                        failure(MAX_PEOPLE_UNKNOWN, errors.peopleUnknown(), "people unknown"),
                        failure(MAX_MACHINES_UNKNOWN, machinesUnknown, "machines unknown"))
                .flatMap(Optional::stream)
                .toList();
    }

    /** Of few requests a share is coarse, so what is allowed is rounded up. */
    private static Optional<String> failure(double most, Proportion found, String what) {
        String sentence = String.format(
                Locale.ROOT,
                "%s: %d of %d, and at most %.0f %% are allowed",
                what,
                found.count(),
                found.of(),
                100 * most);
        return found.count() > Math.ceil(most * found.of()) ? Optional.of(sentence) : Optional.empty();
    }

    private static Confusion confusion(Part part, Function<LabelledRequest, Verdict> judge) {
        Confusion confusion = new Confusion();
        part.requests().forEach(request -> confusion.add(request.label(), judge.apply(request)));
        return confusion;
    }

    private static String misses(Part part) {
        return String.join(
                "\n",
                part.requests()
                        .filter(request -> request.verdict().type() != request.label())
                        .map(LabelledRequest::toString)
                        .toList());
    }
}
