package telltale.app.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import telltale.model.VerdictClass;

/**
 * The built-in ruleset beside complete requests of programs that were run to record them. The label says how each was used: by a
 * person, or as a program.
 */
class ProgramRequestsTest {
    private static final List<LabelledRequest> REQUESTS = LabelledRequest.read("requests-programs.jsonl");

    @Test
    void noPersonIsCalledAMachine() {
        assertEquals(
                List.of(),
                people().filter(request -> request.verdict().type().isMachine()).toList());
    }

    /** Claws Mail is unknown: it sends no user agent. */
    @Test
    void onlyAPersonWithoutUserAgentIsUnknown() {
        assertEquals(
                List.of(),
                people().filter(ProgramRequestsTest::isUnknown)
                        .filter(request ->
                                request.json().getJsonObject("headers").containsKey("User-Agent"))
                        .toList());
    }

    @Test
    void fewProgramsThatWereGivenNoUserAgentAreCalledPeople() {
        assertAtMost(0.06, programs(false), ProgramRequestsTest::isPerson);
    }

    @Test
    void fewProgramsAreUnknown() {
        assertAtMost(0.05, Stream.concat(programs(false), programs(true)), ProgramRequestsTest::isUnknown);
    }

    /** A library that sends nothing but a browser's user agent cannot be told from a browser behind a proxy. */
    @Test
    void halfOfTheProgramsThatWereGivenABrowsersUserAgentAreRecognized() {
        assertAtMost(0.5, programs(true), ProgramRequestsTest::isPerson);
    }

    private static Stream<LabelledRequest> people() {
        return REQUESTS.stream().filter(request -> request.label().isPerson());
    }

    /** @param isGiven whether its user agent was that of a browser by an option or parameter */
    private static Stream<LabelledRequest> programs(boolean isGiven) {
        return REQUESTS.stream()
                .filter(request -> request.label().isMachine())
                .filter(request -> request.json().containsKey("agent") == isGiven);
    }

    private static boolean isPerson(LabelledRequest request) {
        return request.verdict().type().isPerson();
    }

    private static boolean isUnknown(LabelledRequest request) {
        return request.verdict().type() == VerdictClass.UNKNOWN;
    }

    private static void assertAtMost(
            double share, Stream<LabelledRequest> requests, Predicate<LabelledRequest> isWrong) {
        List<LabelledRequest> all = requests.toList();
        List<LabelledRequest> wrong = all.stream().filter(isWrong).toList();
        assertTrue(wrong.size() <= share * all.size(), () -> wrong.size() + " of " + all.size() + ": " + wrong);
    }
}
