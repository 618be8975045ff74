package telltale.judging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import telltale.model.Confidence;
import telltale.model.Verdict;
import telltale.model.VerdictClass;
import telltale.rules.InvalidDataFileException;

class AccuracyTest {
    private static final ErrorRates LARGE = rates(1, 1_000, 2, 3, 500);
    private static final ErrorRates SMALL = rates(4, 40, 1, 0, 20);
    private static final ErrorRates TINY = rates(9, 19, 19, 0, 19);

    @Test
    void aFileIsReadAsItWasWritten() {
        Accuracy accuracy = new Accuracy("7+crawlers-1", sets(LARGE, SMALL, TINY));
        assertEquals(accuracy, Accuracy.parse("errors.txt", accuracy.text()));
    }

    @Test
    void theWorstLargeSetCountsForEachLabel() {
        Accuracy accuracy = new Accuracy("7", sets(LARGE, SMALL, TINY));
        assertEquals(SMALL.machinesCalledPeople(), accuracy.worst().machinesCalledPeople());
        assertEquals(SMALL.peopleMissed(), accuracy.worst().peopleMissed());
        assertEquals(LARGE, new Accuracy("7", sets(LARGE, TINY)).worst());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "a: 1 of 9 machines called people; 2; must be like",
                "a: 9 of 1 machines called people, 0 of 1 people called machines, 0 of 1 people unknown; 2; not within",
                "a: 1 of 9 machines called people, 0 of 1 people called machines, 0 of 2 people unknown; 2; same number",
                "a: 1 of 9 machines called people, 1 of 1 people called machines, 1 of 1 people unknown; 2; not within",
                "a: 0 of 19 machines called people, 0 of 99 people called machines, 0 of 99 people unknown; 2; at least 20"
            })
    void aBadLineRefusesTheFile(String line, int number, String reason) {
        InvalidDataFileException invalid =
                assertThrows(InvalidDataFileException.class, () -> Accuracy.parse("errors.txt", "version: 7\n" + line));
        assertEquals(number, invalid.line());
        assertTrue(String.valueOf(invalid.getMessage()).contains(reason), invalid::getMessage);
    }

    @Test
    void aFileWithoutAVersionIsRefused() {
        assertThrows(InvalidDataFileException.class, () -> Accuracy.parse("errors.txt", ""));
    }

    @Test
    void aSuspectedVerdictCountsAsUnknown() {
        Confusion confusion = new Confusion();
        confusion.add(VerdictClass.BOT, verdict(VerdictClass.HUMAN_DIRECT, Confidence.SUSPECTED));
        confusion.add(VerdictClass.BOT, verdict(VerdictClass.HUMAN_DIRECT, Confidence.PROBABLE));
        confusion.add(VerdictClass.HUMAN_DIRECT, verdict(VerdictClass.SCANNER, Confidence.SUSPECTED));
        confusion.add(VerdictClass.HUMAN_DIRECT, verdict(VerdictClass.SCANNER, Confidence.CERTAIN));
        confusion.add(VerdictClass.HUMAN_DIRECT, verdict(VerdictClass.HUMAN_VIA_PROXY, Confidence.PROBABLE));
        confusion.add(VerdictClass.UNKNOWN, verdict(VerdictClass.HUMAN_DIRECT, Confidence.PROBABLE));
        assertEquals(rates(1, 2, 1, 1, 3), confusion.errors());
    }

    private static Verdict verdict(VerdictClass type, Confidence confidence) {
        return new Verdict(type, confidence, List.of("rule"), "1");
    }

    private static SortedMap<String, ErrorRates> sets(ErrorRates... rates) {
        SortedMap<String, ErrorRates> sets = new TreeMap<>();
        for (ErrorRates set : rates) {
            sets.put("set" + sets.size(), set);
        }
        return sets;
    }

    private static ErrorRates rates(long wrong, long machines, long calledMachines, long unknown, long people) {
        return new ErrorRates(
                new Proportion(wrong, machines),
                new Proportion(calledMachines, people),
                new Proportion(unknown, people));
    }
}
