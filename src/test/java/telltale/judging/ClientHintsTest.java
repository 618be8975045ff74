package telltale.judging;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientHintsTest {
    private static final String WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/156.0.0.0 Safari/537.36";
    private static final String BRANDS = "\"Chromium\";v=\"156\", \"Not/A)Brand\";v=\"24\"";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"Not/A)Brand\";v=\"24\", \"Chromium\";v=\"156\"",
                "\" Not A;Brand\";v=\"99\", \"Chromium\";v=\"96\"",
                "\";Not A Brand\";v=\"99\"",
                "\"Chromium\";v=\"112\", \"Not:A-Brand\";v=\"99\""
            })
    void aBrandThatChromiumInventsIsRecognizedWhateverItsPunctuation(String brands) {
        assertTrue(ClientHints.haveInventedBrand(brands));
    }

    @Test
    void aListWithoutItIsRecognized() {
        assertFalse(ClientHints.haveInventedBrand("\"Chromium\";v=\"136\", \"Google Chrome\";v=\"136\""));
    }

    @Test
    void versionsAreComparedIfBothAreNamed() {
        assertTrue(ClientHints.nameOtherVersion(BRANDS, WINDOWS.replace("156", "159")));
        assertFalse(ClientHints.nameOtherVersion(BRANDS, WINDOWS));
        assertFalse(ClientHints.nameOtherVersion(BRANDS, "Mozilla/5.0 (iPhone) Version/26.0 Safari/604.1"));
        assertFalse(ClientHints.nameOtherVersion("\"Brave\";v=\"156\"", WINDOWS));
    }

    @ParameterizedTest
    @CsvSource({
        "Windows, Windows NT 10.0, false",
        "Windows, Macintosh; Intel Mac OS X 10_15_7, true",
        "macOS, Macintosh; Intel Mac OS X 10_15_7, false",
        "macOS, iPhone; CPU iPhone OS 18_6 like Mac OS X, true",
        "Linux, X11; Linux x86_64, false",
        "Linux, Linux; Android 10; K, false",
        "Android, X11; Linux x86_64, false",
        "Chrome OS, X11; CrOS x86_64 14541.0.0, false",
        "Fuchsia, Windows NT 10.0, false",
        "Windows, SmartTV, false"
    })
    void systemsAreComparedIfBothAreNamed(String platform, String system, boolean differs) {
        String agent = "Mozilla/5.0 (" + system + ") AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0";
        assertTrue(ClientHints.nameOtherPlatform('"' + platform + '"', agent) == differs);
    }
}
