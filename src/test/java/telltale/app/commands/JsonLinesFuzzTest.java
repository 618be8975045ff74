package telltale.app.commands;

import com.code_intelligence.jazzer.junit.FuzzTest;
import telltale.fuzz.FuzzInput;

class JsonLinesFuzzTest {
    private final JsonLines format = new JsonLines(true);
    private final RequestJudge judge = new RequestJudge(format.known());

    @FuzzTest
    void aLineIsJudgedOrRefusedInASentence(byte[] input) {
        try {
            FuzzInput.timely(
                    () -> judge.answer(format.parse(FuzzInput.text(input), 1)).members());
        } catch (IllegalArgumentException refused) {
            FuzzInput.assertShort(refused);
        }
    }
}
