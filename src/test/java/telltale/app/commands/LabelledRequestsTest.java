package telltale.app.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import telltale.model.VerdictClass;

/** The built-in ruleset beside requests that people labelled; other such requests are kept apart, so it proves no accuracy. */
class LabelledRequestsTest {
    private static final List<LabelledRequest> REQUESTS = LabelledRequest.read("requests-labelled.jsonl");

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
        Confusion confusion = confusion(part, LabelledRequestsTest::judged);
        String misses = misses(part);
        System.out.printf("%n%s%n%s%nmissed:%n%s%n", part, confusion, misses);
        assertEquals(List.of(), confusion.failures(), misses);
    }

    @ParameterizedTest
    @EnumSource
    void aConstantVerdictFailsEverywhere(VerdictClass always) {
        for (Part part : Part.values()) {
            assertFalse(confusion(part, request -> always).failures().isEmpty(), () -> always + " " + part);
        }
    }

    private static VerdictClass judged(LabelledRequest request) {
        return request.verdict().type();
    }

    private static Confusion confusion(Part part, Function<LabelledRequest, VerdictClass> judge) {
        Confusion confusion = new Confusion();
        part.requests().forEach(request -> confusion.add(request.label(), judge.apply(request)));
        return confusion;
    }

    private static String misses(Part part) {
        return String.join(
                "\n",
                part.requests()
                        .filter(request -> judged(request) != request.label())
                        .map(LabelledRequest::toString)
                        .toList());
    }
}
