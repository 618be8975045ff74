package telltale.message.html;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.model.InvalidInputException;

class UrlPlaceholdersTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "<a href=\"http://{{unsubscribe}}\">x</a>",
                "<a href='https://{{ preferences }}'>x</a>",
                "<a href=mailto:{{unsubscribe}}>x</a>",
                "<a href=\"https://shop.example/?u={{Unsubscribe}}\">x</a>",
                "<a href=\"http://%7B%7Bunsubscribe%7D%7D\">x</a>",
                "<area href=\"x{{unsubscribe}}\">",
                "<!--[if mso]><v:rect href=\"http://{{unsubscribe}}\"></v:rect><![endif]-->",
                "<a href=\"{{unsubscribe}}\">x</a><a href=\"http://{{unsubscribe}}\">x</a>"
            })
    void aPreferenceLinkAfterSomethingElseInAUrlIsInvalid(String html) {
        InvalidInputException invalid =
                assertThrows(InvalidInputException.class, () -> UrlPlaceholders.check(html, null));
        assertEquals("html", invalid.field());
        assertTrue(invalid.detail().contains("nothing may precede"), invalid.detail());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Stop: http://{{unsubscribe}}", "https://{{ preferences }}\nx", "mailto:%7b%7bunsubscribe%7d%7d"
            })
    void soItIsInText(String text) {
        InvalidInputException invalid =
                assertThrows(InvalidInputException.class, () -> UrlPlaceholders.check("<p>x</p>", text));
        assertEquals("text", invalid.field());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<a href=\"{{unsubscribe}}\">stop</a> <a href='{{ preferences }}'>choose</a>",
                "<a href=\" {{unsubscribe}} \">stop</a>",
                "<a href=%7B%7Bunsubscribe%7D%7D>stop</a>",
                "<a href=\"{{unsubscribe}}?from=mail\">stop</a>",
                "<p>stop: {{unsubscribe}}, write &lt;a href=\"http://{{unsubscribe}}\"&gt;</p>",
                "<p title=\"http://{{unsubscribe}}\">x</p>",
                "<!-- <a href=\"http://{{unsubscribe}}\">x</a> -->",
                "<p>no placeholder</p>"
            })
    void aWholePreferenceLinkIsValid(String html) {
        assertDoesNotThrow(() -> UrlPlaceholders.check(html, "stop: {{unsubscribe}} or <{{preferences}}>"));
        assertEquals(Optional.empty(), UrlPlaceholders.unfilled(html));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '§',
            value = {
                "<a href=\"https://shop.example/?id={{id}}\">x</a> | https://shop.example/?id={{id}}",
                "<a href='{{ link }}'>x</a> | {{ link }}",
                "<img src=\"https://shop.example/{{customer.id}}.png\"> | https://shop.example/{{customer.id}}.png",
                "<td background=\"{{{image}}}\"> | {{{image}}}",
                "<a href=\"https://shop.example/%7B%7Bid%7D%7D\">x</a> | https://shop.example/%7B%7Bid%7D%7D",
                "<a href=\"%7b%7b%20link%20%7d%7d\">x</a> | %7b%7b%20link%20%7d%7d",
                "<!--[if gte mso 9]><a href=\"{{link}}\">x</a><![endif]--> | {{link}}"
            })
    void aUrlWithAnUnfilledFieldIsNamed(String html, String url) {
        if (html.contains("background")) {
            assertEquals(Optional.of(url), UrlPlaceholders.unfilled("<table><tr>" + html + "x</td></tr></table>"));
        } else {
            assertEquals(Optional.of(url), UrlPlaceholders.unfilled(html));
            assertThrows(InvalidInputException.class, () -> UrlPlaceholders.refuseUnfilled(html));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<p>Dear {{name}}</p>",
                "<a href=\"https://shop.example/?q=%7B%7B%22a%22:1%7D%7D\">JSON</a>",
                "<a href=\"https://shop.example/?q={{\">x</a>",
                "<a href=\"https://shop.example/\" title=\"{{name}}\">x</a>"
            })
    void bracesElsewhereAreNoUnfilledField(String html) {
        assertEquals(Optional.empty(), UrlPlaceholders.unfilled(html));
    }

    @Test
    void aLongUrlIsShortened() {
        String url = UrlPlaceholders.unfilled("<a href=\"{{a}}" + "x".repeat(500) + "\">x</a>")
                .orElseThrow();
        assertEquals(81, url.length());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{{", "%7B%7B", "{{unsubscribe", "href=\"{{", "http://{{", "{{a b c ", "mailto:{{unsubscribe}"})
    void aLongRepetitionTakesLinearTime(String piece) {
        String html = "<a href=\"" + piece.repeat(200_000 / piece.length()) + "\">x</a>";
        assertTimeout(Duration.ofSeconds(5), () -> UrlPlaceholders.unfilled(html));
        assertTimeout(Duration.ofSeconds(5), () -> UrlPlaceholders.check("<p>" + html, html));
    }
}
