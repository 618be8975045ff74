package telltale.app.commands;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import java.util.stream.Stream;
import telltale.fuzz.FuzzInput;

class AccessLogFuzzTest {
    private static final List<Subject> SUBJECTS = Stream.of(
                    List.of("--format", "combined"),
                    List.of("--format", "haproxy"),
                    List.of("--format", "haproxy", "--captures", "user-agent,referer"))
            .map(arguments -> JudgeOptions.parse(arguments).format())
            .map(format -> new Subject(format, new RequestJudge(format.known())))
            .toList();

    private record Subject(RequestFormat format, RequestJudge judge) {
        void judgeOrRefuse(String line) {
            try {
                FuzzInput.timely(() -> judge.answer(format.parse(line, 1)).members());
            } catch (IllegalArgumentException refused) {
                FuzzInput.assertShort(refused);
            }
        }
    }

    @FuzzTest
    void aLineIsJudgedOrRefusedInASentence(byte[] input) {
        SUBJECTS.forEach(subject -> subject.judgeOrRefuse(FuzzInput.header(input)));
    }
}
