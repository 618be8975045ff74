package telltale.message.html;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NoticeFooterTest {
    private static final String NOTICE = "https://mail.example.com/app/privacy";

    private final NoticeFooter footer = new NoticeFooter("de");

    @ParameterizedTest
    @CsvSource({"en, en", "EN-gb, en", "fr_CA, fr", "' es ', es", "ar, ar", "it, de", "'', de", "x'\"><script>, de"})
    void itIsInTheLanguageOfTheHtml(String tag, String language) {
        String document = "<html lang=\"" + tag.replace("\"", "&quot;") + "\"><body><p>Hi</p></body></html>";
        assertEquals(language, footer.language(document));
    }

    @Test
    void htmlWithoutALanguageHasThatOfTheSetting() {
        assertEquals("de", footer.language("<p>Hallo</p>"));
        assertEquals("de", footer.language(""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"en", "de", "fr", "es", "ar"})
    void bothPartsHaveTheLinksToNoticeAndPreferences(String language) {
        Document mail = Jsoup.parse(footer.addTo("<html><body><p>Hi</p></body></html>", language, NOTICE));
        Element line = mail.body().children().get(1);
        assertEquals(language, line.attr("lang"));
        assertEquals(language.equals("ar") ? "rtl" : "ltr", line.attr("dir"));
        assertEquals(
                List.of(NOTICE + "?lang=" + language, "{{preferences}}"),
                line.select("a").eachAttr("href"));

        String text = footer.addToText("Hi\n", language, NOTICE);
        assertTrue(text.startsWith("Hi\n\n"), text);
        assertTrue(text.contains(": " + NOTICE + "?lang=" + language + "\n"), text);
        assertTrue(text.endsWith(": {{preferences}}\n"), text);
        assertFalse(text.contains("\r"), text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Hi", "<p>Hi", "<body><table><tr><td>Hi</table>", "<html><body>Hi<!-- open"})
    void theMailAroundItIsUnchanged(String html) {
        String added = footer.addTo(html, "en", NOTICE);
        int start = added.indexOf("<div lang=\"en\"");
        int end = added.indexOf("</div>", start) + "</div>".length();
        assertEquals(html, added.substring(0, start) + added.substring(end));
    }
}
