package telltale.app.commands;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import telltale.fuzz.FuzzInput;
import telltale.judging.Judge;
import telltale.judging.Networks;
import telltale.judging.Ruleset;
import telltale.model.Verdict;

class RequestLineFuzzTest {
    private final Judge judge = new Judge(Ruleset.builtIn());
    private final Networks networks = Networks.builtIn();

    @FuzzTest
    void aLineIsJudgedOrRefusedInASentence(byte[] input) {
        try {
            FuzzInput.timely(() -> judged(FuzzInput.text(input)).toString());
        } catch (IllegalArgumentException refused) {
            FuzzInput.assertShort(refused);
        }
    }

    private Verdict judged(String line) {
        RequestLine request = RequestLine.parse(line);
        Verdict verdict = judge.judge(request.facts(networks), request.context(), List.of());
        request.answer(verdict);
        return verdict;
    }
}
