package telltale.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NoticeSettingsTest {
    @Test
    void byDefaultMailsHaveNoFooterAndTheNoticeNamesNobody() {
        assertEquals(
                new NoticeSettings(null, null, null, List.of()),
                Given.settings().notice());
    }

    @Test
    void processorsAreSeparatedBySemicolons() {
        assertEquals(
                List.of("Host GmbH, Ulm", "Backup AG"),
                Given.settings("TELLTALE_PROCESSORS", "Host GmbH, Ulm; ;Backup AG;")
                        .notice()
                        .processors());
    }

    @ParameterizedTest
    @ValueSource(strings = {"en", "DE", "ar"})
    void theFooterHasALanguage(String language) {
        assertEquals(
                language.toLowerCase(Locale.ROOT),
                Given.settings("TELLTALE_PRIVACY_FOOTER", language).notice().footer());
        assertNull(Given.settings("TELLTALE_PRIVACY_FOOTER", "OFF").notice().footer());
    }

    @ParameterizedTest
    @CsvSource({"TELLTALE_PRIVACY_FOOTER, on", "TELLTALE_PRIVACY_FOOTER, it", "TELLTALE_CONTROLLER, 'a\tb'"})
    void anotherValueIsAProblem(String setting, String value) {
        assertEquals(1, Given.problems(setting, value).size());
    }

    @Test
    void aControllerIsOneLineOfBoundedLength() {
        assertEquals(1, Given.problems("TELLTALE_CONTROLLER", "x".repeat(501)).size());
        assertEquals(1, Given.problems("TELLTALE_REGION", "a\nb").size());
    }
}
