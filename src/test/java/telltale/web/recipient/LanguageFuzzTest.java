package telltale.web.recipient;

import com.code_intelligence.jazzer.junit.FuzzTest;
import telltale.fuzz.FuzzInput;

class LanguageFuzzTest {
    /** The query, a line feed, and Accept-Language. */
    @FuzzTest
    void anyAcceptLanguageYieldsALanguage(byte[] input) {
        String[] parts = FuzzInput.header(input).split("\n", 2);
        FuzzInput.timely(() -> Language.choose(parts[0], parts.length == 1 ? "" : parts[1]));
    }
}
