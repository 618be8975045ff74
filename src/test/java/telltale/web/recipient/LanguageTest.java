package telltale.web.recipient;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LanguageTest {
    @ParameterizedTest
    @CsvSource({
        "'', ENGLISH",
        "de, GERMAN",
        "DE-at, GERMAN",
        "'de-CH-1996, en;q=0.9', GERMAN",
        "'en;q=0.8, fr;q=0.9', FRENCH",
        "'tlh, es;q=0.2, *;q=0.1', SPANISH",
        "'tlh, *;q=0.5, ar;q=0.4', ARABIC",
        "'*', ENGLISH",
        "'de;q=0, ar;q=0.001', ARABIC",
        "'de;q=0', ENGLISH",
        "'fr , de', FRENCH",
        "'fr;q=1.000,de;q=1', FRENCH",
        "'ar-EG', ARABIC",
        "'pt-BR, pt', ENGLISH",
        "'Deutsch, fr;q=0.1', FRENCH"
    })
    void theBestAcceptedLanguageIsChosen(String accepted, Language chosen) {
        assertEquals(chosen, Language.choose(null, accepted));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "de;level=1, fr",
                "; , ;;q=, de;q=x, es",
                "de;q=2",
                "de;q=-1",
                "de;q=NaN",
                "de_DE",
                "-",
                "de,,\u0000",
                "%s"
            })
    void aMalformedHeaderMeansEnglish(String accepted) {
        assertEquals(Language.ENGLISH, Language.choose(null, accepted));
    }

    @Test
    void aHeaderThatIsTooLongMeansEnglish() {
        assertEquals(Language.GERMAN, Language.choose(null, "de" + ",fr;q=0.1".repeat(110)));
        assertEquals(Language.ENGLISH, Language.choose(null, "de" + ",fr;q=0.1".repeat(111)));
    }

    @ParameterizedTest
    @CsvSource({
        "lang=fr, FRENCH",
        "a=b&lang=AR, ARABIC",
        "lang=es-MX&x, SPANISH",
        "lang=tlh, GERMAN",
        "lang=, GERMAN",
        "xlang=fr, GERMAN",
        "lang=xx, GERMAN"
    })
    void theQueryParameterHasPriority(String query, Language chosen) {
        assertEquals(chosen, Language.choose(query, "de"));
    }

    @ParameterizedTest
    @ValueSource(strings = {";q=0.5,", "a-", "-,", "de;q=0.1,"})
    void aHostileHeaderIsProcessedQuickly(String piece) {
        Language.choose(null, piece.repeat(20_000) + "!");
    }

    @Test
    void onlyArabicIsRightToLeft() {
        for (Language language : Language.values()) {
            assertEquals(language == Language.ARABIC ? "rtl" : "ltr", language.direction());
        }
    }
}
