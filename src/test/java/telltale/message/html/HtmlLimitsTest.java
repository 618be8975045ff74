package telltale.message.html;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.model.InvalidInputException;

class HtmlLimitsTest {
    private static final Duration TIME_LIMIT = Duration.ofSeconds(20);

    @ParameterizedTest
    @ValueSource(ints = {300, 600, 40_000, 100_000})
    void tooDeeplyNestedElementsAreRejected(int depth) {
        String html = "<div>".repeat(depth) + "x" + "</div>".repeat(depth);
        InvalidInputException rejected =
                assertThrows(InvalidInputException.class, () -> HtmlLimits.check("html", html));
        assertEquals("html", rejected.field());
    }

    @Test
    void unmatchedEndTagsDoNotHideTheDepth() {
        assertThrows(InvalidInputException.class, () -> HtmlLimits.check("html", "<div></x>".repeat(300)));
        assertThrows(InvalidInputException.class, () -> HtmlLimits.check("html", "<div><b></b>".repeat(300)));
    }

    @Test
    void manyUnclosedTagsAreAllowed() {
        assertDoesNotThrow(() -> HtmlLimits.check("html", "<p>one<br><img src=x>".repeat(5_000)));
        assertDoesNotThrow(() -> HtmlLimits.check("html", "<ul>" + "<li>one".repeat(5_000)));
    }

    @Test
    void tagsAndCharactersAreLimited() {
        assertThrows(
                InvalidInputException.class,
                () -> HtmlLimits.check("html", "<i>x</i>".repeat(HtmlLimits.MAX_TAGS + 1)));
        assertThrows(
                InvalidInputException.class, () -> HtmlLimits.check("html", "x".repeat(HtmlLimits.MAX_LENGTH + 1)));
    }

    /** Malformed input within the limits is processed quickly and without an error. */
    @ParameterizedTest
    @ValueSource(
            strings = {"x", "\n ", "%7B%7B", "{{ ", "%20", "&amp", "<!--[if mso]>", "\u00a0\u200b", "a@b.", "<", "=\""})
    void malformedTextIsProcessedQuickly(String piece) {
        String html = "<p>{{" + piece.repeat(500_000 / piece.length()) + "</p>";
        HtmlLimits.check("html", html);
        assertTimeout(TIME_LIMIT, () -> prepare(html));
    }

    @ParameterizedTest
    @ValueSource(strings = {"<ol><li>x</li>", "<td>x", "<li>", "<a href='http://example.com/'>x", "<b><p>"})
    void manyElementsAreProcessedQuickly(String piece) {
        String html = "<ol><table><tr>" + piece.repeat(10_000);
        assertTimeout(TIME_LIMIT, () -> prepare(html));
    }

    @Test
    void aLongListIsProcessedInLinearTime() {
        String list = "<ol>" + "<li>x</li>".repeat(40_000) + "</ol>";
        HtmlLimits.check("html", list);
        assertTimeout(TIME_LIMIT, () -> assertTrue(PlainText.of(list).endsWith("40000. x")));
    }

    @Test
    void manyEmptyLinesBecomeOneParagraphBreak() {
        assertTrue(PlainText.toHtml("a" + "\n \t".repeat(300_000) + "\nb").contains("<p>a</p>\n<p>b</p>"));
    }

    @Test
    void aPlaceholderMayHaveAnyNumberOfSpaces() {
        String text = "{{" + " ".repeat(300_000) + "unsubscribe" + " ".repeat(300_000) + "}}";
        assertEquals("u", new RecipientLinks("u", "p", "c", "v").fillIn(text));
    }

    private static void prepare(String html) {
        TrackedHtml tracked = TrackedHtml.of(
                html, new Tracking(TrackingPixel.invisible(URI.create("http://localhost/app/pixel/x")), null));
        assertTrue(tracked.html().length() > html.length());
        assertTrue(PreparedTemplate.of(Placeholders.none(html)).isPresent() || !html.isEmpty());
        assertTrue(PlainText.of(html) != null);
    }
}
