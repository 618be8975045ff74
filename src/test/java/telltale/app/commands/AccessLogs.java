package telltale.app.commands;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import telltale.model.Verdict;

/** Judges single log lines. */
final class AccessLogs {
    static final String FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

    private AccessLogs() {}

    static RequestLine read(String line, String... arguments) {
        return JudgeOptions.parse(Arrays.asList(arguments)).format().parse(line, 1);
    }

    static String refusal(String line, String... arguments) {
        return String.valueOf(assertThrows(IllegalArgumentException.class, () -> read(line, arguments))
                .getMessage());
    }

    /** The rules that a verdict is based on. */
    static List<String> reasons(String line, String... arguments) {
        return verdict(line, arguments).reasons();
    }

    static Verdict verdict(String line, String... arguments) {
        RequestFormat format = JudgeOptions.parse(Arrays.asList(arguments)).format();
        return new RequestJudge(format.known()).answer(format.parse(line, 1)).verdict();
    }
}
