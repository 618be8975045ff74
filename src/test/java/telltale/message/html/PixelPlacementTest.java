package telltale.message.html;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.util.List;
import java.util.Random;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.jsoup.select.Elements;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.message.DefaultMessage;
import telltale.message.TestMessages;

class PixelPlacementTest {
    private static final String IMG = TestMessages.PIXEL.toHtml();

    /** In each of these, # is the expected position of the pixel. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "<html><body><p>x</p>#</body></html>",
                "<HTML><BODY>x#</BODY ></HTML>",
                "<html><body>x#</body\n>\n</html>\n",
                "<p>x</p>#",
                "<html><p>x</p>#</html>",
                "#",
                "plain text#",
                "<body>a<!-- </body> -->b#</body>",
                "<body><script>'</body>'</script>#</body>",
                "<head><style>/* </body> */</style></head><body>x#</body>",
                "<body title='</body>'>x#</body>",
                "<body><!--[if mso]><table></body></table><![endif]-->x#</body>",
                "<body><!--[if !mso]><!--><p>x</p><!--<![endif]-->#</body>",
                "<body><textarea></body></textarea>#</body>",
                "<body>x#</body><!-- </body> --></html>",
                "<body>a#</body>b</body>",
                "<body>x#<!-- never closed",
                "<body>x#<script>var never = 'closed'",
                "<body>x#<style>p { color: red",
                "<body>x#<textarea>never closed</body></html>",
                "<body>x#<title>never closed",
                "#<title>never closed",
                "<body>x#<a href=\"never closed</body></html>",
                "<body>x#<a href='never closed>link</a></body></html>",
                "<p>x#<template>never closed",
                "<p>x#<plaintext>rest</body>",
                "<p>x#<noscript>never closed",
                "<p>x#<select><option>never closed",
                "<p>x<svg><circle>#",
                "<p>x#<div style='display: none'>preheader</body>",
                "<p>x#<div hidden><b>preheader",
                "<div style='display:none'>preheader</div>x#</body>",
                "x#</bod",
                "x<#",
                "x#</",
                "x#<!",
                "x#<!doc",
                "x&am#",
                "x&#38#",
                "<table><tr><td>never closed#</body>",
                "<table><tr>#",
                "\uFEFF<p>Grüße 👋</p>#</body>",
                "<![CDATA[ </body> ]]>x#</body>",
            })
    void thePixelIsBeforeTheEndOfTheBody(String marked) {
        int place = marked.lastIndexOf('#');
        String html = marked.substring(0, place) + marked.substring(place + 1);

        assertEquals(marked.substring(0, place) + IMG + marked.substring(place + 1), withPixel(html));
        assertTracked(html, html);
    }

    @Test
    void nothingElseChangesInRealNewsletters() {
        for (String html : List.of(DefaultMessage.html(), PlainText.toHtml("a\r\nb\n\nc"), "<frameset><frame src=x>")) {
            assertTracked(html, html);
        }
    }

    @Test
    void generatedHtmlAlwaysHasExactlyOnePixel() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 5_000; i++) {
            String html = Html.random(random);
            assertTracked(html, "seed " + seed + ", round " + i + ": " + html);
        }
    }

    @Test
    void aMegabyteIsProcessed() {
        String html =
                "<html><body>" + "<p>Hello <b>Ann</b>, read <a href='https://example.org/'>this</a></p>".repeat(15_000)
                        + "</body></html>";

        assertTracked(html, "a megabyte");
    }

    @Test
    void theInvisiblePixelIsHiddenOnlyByStylesThatClientsStillLoad() {
        Element image = Jsoup.parse(IMG).expectFirst("img");

        assertEquals("https://t.example.org/app/pixel/AbC_1-2?x=1&y=2", image.attr("src"));
        assertTrue(IMG.contains("x=1&amp;y=2"));
        assertEquals("1", image.attr("width"));
        assertEquals("1", image.attr("height"));
        assertTrue(image.hasAttr("alt"));
        assertEquals("", image.attr("alt"));
        assertFalse(IMG.contains("display") || IMG.contains("visibility") || IMG.contains("hidden"));
    }

    @Test
    void aCustomImageIsShownInItsSize() {
        String html = TrackingPixel.visible(URI.create("http://localhost:8080/app/pixel/t"), 200, 120)
                .toHtml();

        assertTrue(html.contains("width=\"200\" height=\"120\" alt=\"\""), html);
        assertFalse(html.contains("opacity"), html);
    }

    @ParameterizedTest
    @CsvSource({"/pixel", "ftp://example.org/pixel", "mailto:ann@example.com"})
    void aPixelUrlThatCannotBeFetchedIsRejected(String url) {
        assertThrows(IllegalArgumentException.class, () -> TrackingPixel.invisible(URI.create(url)));
    }

    private static String withPixel(String html) {
        return TestMessages.tracked(html).html();
    }

    private static void assertTracked(String html, String where) {
        String tracked = withPixel(html);
        int place = tracked.indexOf(IMG);
        assertTrue(place >= 0, where);
        assertEquals(html, tracked.substring(0, place) + tracked.substring(place + IMG.length()), where);

        Elements pixels = Jsoup.parse(tracked)
                .getElementsByAttributeValue("src", TestMessages.PIXEL.url().toString());
        assertEquals(1, pixels.size(), where);
        Element pixel = pixels.first();
        assertTrue(pixel != null && pixel.nameIs("img") && pixel.closest("body") != null, where);
        assertTrue(pixel.parents().stream().noneMatch(HiddenElements::contains), where);
    }

    /** Random sequences of markup that is difficult to parse. */
    private static final class Html {
        private static final List<String> PIECES = List.of(
                "<html>",
                "<head>",
                "</head>",
                "<body>",
                "<body class=x>",
                "</body>",
                "</html>",
                "<p>",
                "</p>",
                "<div>",
                "</div>",
                "<table>",
                "<tr>",
                "<td>",
                "</table>",
                "<!--",
                "-->",
                "--!>",
                "<!-- </body> -->",
                "<script>",
                "</script>",
                "<style>",
                "</style>",
                "<textarea>",
                "</textarea>",
                "<title>",
                "</title>",
                "<a href=\"",
                "\">",
                "'>",
                "<a href='",
                ">",
                "<",
                "</",
                "<!",
                "<?xml ?>",
                "<![CDATA[",
                "]]>",
                "<!--[if mso]>",
                "<![endif]-->",
                "<template>",
                "</template>",
                "<select>",
                "</select>",
                "<option>",
                "<svg>",
                "</svg>",
                "<math>",
                "<noscript>",
                "</noscript>",
                "<b>",
                "</b>",
                "<i>",
                "</i>",
                "<iframe>",
                "</iframe>",
                "<plaintext>",
                "<xmp>",
                "</xmp>",
                "<frameset>",
                "<div hidden>",
                "<div style='display:none'>",
                "<img src=x>",
                "&amp",
                "&",
                "text",
                "é",
                "👋",
                " ",
                "\n",
                "\r\n",
                "\r",
                "\t",
                "<form>",
                "<button>",
                "<li>",
                "<h1>",
                "<font>",
                "<nobr>",
                "<br/>",
                "</br>",
                "<foreignObject>",
                "<mi>",
                "<desc>");

        private static String random(Random random) {
            StringBuilder html = new StringBuilder();
            int pieces = random.nextInt(20);
            for (int i = 0; i < pieces; i++) {
                html.append(PIECES.get(random.nextInt(PIECES.size())));
            }
            return html.toString();
        }
    }
}
