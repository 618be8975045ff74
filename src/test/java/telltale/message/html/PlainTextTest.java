package telltale.message.html;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlainTextTest {
    @Test
    void paragraphsAndHeadingsAreSeparated() {
        assertEquals("Title\n\nOne two\n\nThree", PlainText.of("<h1>Title</h1><p>One\n  two</p>\n<p>Three</p>"));
    }

    @Test
    void aBrElementIsALineBreak() {
        assertEquals("a\nb\n\nc", PlainText.of("a<br>b<br><br>c"));
    }

    @Test
    void itemsHaveBulletsAndNumbers() {
        assertEquals(
                "Before\n\n- one\n- two\n\n1. first\n2. second",
                PlainText.of("Before<ul><li>one</li><li><p>two</p></li></ul><ol><li>first<li>second</ol>"));
    }

    @Test
    void aLinkIsFollowedByItsUrl() {
        assertEquals(
                "Read this <https://example.org/?a=1&b=2>, https://example.org/, write us <us@example.org>, here",
                PlainText.of("Read <a href='https://example.org/?a=1&amp;b=2'>this</a>, <a"
                        + " href='https://example.org/'>https://example.org/</a>, <a href='mailto:us@example.org'>write"
                        + " us</a>, <a href='#top'>here</a>"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mailto:a@shop.example?subject=Hello%20you | a@shop.example",
                "MAILTO:help%2Bdesk@shop.example?cc=b@shop.example | help+desk@shop.example",
                "mailto:a@shop.example,b@shop.example | a@shop.example,b@shop.example",
                "mailto:%zz@shop.example | %zz@shop.example",
                "mailto:j%C3%BCrgen@shop.example | jürgen@shop.example",
                "tel:+49-221-1234567 | +49-221-1234567"
            })
    void aMailOrTelephoneLinkShowsItsAddress(String href, String shown) {
        assertEquals("write or call <" + shown + ">", PlainText.of("<a href='" + href + "'>write or call</a>"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<a href='https://shop.example/'>shop.example</a>",
                "<a href='HTTP://Shop.Example'>shop.example</a>",
                "<a href='mailto:shop.example?subject=x'>shop.example</a>",
                "<a href='mailto:?subject=x'>shop.example</a>",
                "<a href='#top'>shop.example</a>",
                "<a href='http://'>shop.example</a>",
                "<a href='javascript:void(0)'>shop.example</a>",
                "<a href='shop.html'>shop.example</a>",
                "shop.example<a href='https://shop.example/x'></a>",
                "<a href='https://shop.example/x'><a href='https://shop.example'>shop.example</a></a>"
            })
    void anAddressThatAddsNothingIsNotShown(String html) {
        assertEquals("shop.example", PlainText.of(html));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0221 1234567 | ''",
                "+49 (221) 123-4567 | ''",
                "1234 | ' <+492211234567>'",
                "ring us | ' <+492211234567>'"
            })
    void aTelephoneNumberIsNotRepeated(String label, String shown) {
        assertEquals(label + shown, PlainText.of("<a href='tel:+492211234567'>" + label + "</a>"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "https://shop.example/news/ | a.html | https://shop.example/news/a.html",
                "https://shop.example/news/index.html | /a | https://shop.example/a",
                "http://shop.example | //cdn.example/a | http://cdn.example/a",
                "https://shop.example/news/?x=1 | ?page=2 | https://shop.example/news/?page=2",
                "https://shop.example/ | http://other.example/ | http://other.example/"
            })
    void aRelativeLinkIsResolved(String base, String href, String url) {
        assertEquals("go <" + url + ">", PlainText.of("<base href='" + base + "'><a href='" + href + "'>go</a>"));
    }

    @Test
    void aLinkedImageShowsItsAlternativeTextOrElseItsUrlOnce() {
        assertEquals(
                "Coats <https://shop.example/coats>",
                PlainText.of("<a href='https://shop.example/coats'><img src=x alt=Coats></a>"));
        assertEquals(
                "<https://shop.example/coats>", PlainText.of("<a href='https://shop.example/coats'><img src=x></a>"));
        assertEquals(
                "Coats <https://shop.example/coats>",
                PlainText.of("<a href='https://shop.example/coats'><img src=x alt=''></a>"
                        + "<a href='https://shop.example/coats'>Coats</a>"));
        assertEquals(
                "Left <https://shop.example/l> Right <https://shop.example/r>",
                PlainText.of("<map><area href='https://shop.example/l' alt=Left><area href='https://shop.example/r'"
                        + " alt=Right></map>"));
    }

    @Test
    void aLinkAroundBlocksHasItsUrlInItsLastLine() {
        assertEquals(
                "Card\n\ntext <https://shop.example/>\n\nafter",
                PlainText.of("<a href='https://shop.example/'><h3>Card</h3><p>text</p></a>after"));
        assertEquals(
                "Logo <https://shop.example/>\nnext",
                PlainText.of("<a href='https://shop.example/'><img alt=Logo style='display:block'></a>next"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<ol start=3><li>a<li>b</ol> | 3. a/4. b",
                "<ol><li value=7>a<li>b</ol> | 7. a/8. b",
                "<ol type=a start=26><li>a<li>b</ol> | z. a/aa. b",
                "<ol type=I><li>a<li>b<li>c<li type=1>d</ol> | I. a/II. b/III. c/4. d",
                "<ol reversed><li>a<li>b</ol> | 2. a/1. b",
                "<ol start=x><li>a<li value=99999999999>b</ol> | 1. a/2. b",
                "<ol start=-1><li>a<li>b</ol> | -1. a/0. b",
                "<ul style='list-style: none'><li>a<li>b</ul> | a/b",
                "<ul><li>a<ul><li>b<li>c</ul><li>d</ul> | - a/  - b/  - c/- d",
                "<ol><li></li><li>b</ol> | 1./2. b"
            })
    void itemsAreNumberedAsBrowsersDo(String html, String lines) {
        assertEquals(lines.replace('/', '\n'), PlainText.of(html));
    }

    @Test
    void aSummaryAndItsDetailsAreOnDifferentLines() {
        assertEquals(
                "Sizes?\nS to XL\nColours?\n\nRed",
                PlainText.of("<details><summary>Sizes?</summary>S to XL</details>"
                        + "<details open><summary>Colours?</summary><p>Red</p></details>"));
    }

    @Test
    void aQuotationHasAMarkOnEachLine() {
        assertEquals(
                "a\n\n> b\n> c\n>\n> > d\n\ne",
                PlainText.of("a<blockquote>b<br>c<blockquote><p>d</p></blockquote></blockquote>e"));
    }

    @Test
    void insertedAndDeletedTextStaysInItsLine() {
        assertEquals("Was 20 now 10.", PlainText.of("<p>Was <del>20</del> now <ins>10</ins>.</p>"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<div style='display:none'>x</div>",
                "<div style='max-height:0;overflow:hidden'>x</div>",
                "<span style='opacity:0.0; font-size:1px'>x</span>",
                "<div style='overflow: hidden; width: 0px !important'>x</div>",
                "<style>.pre, p.b {visibility:hidden}</style><i class='a pre'>x</i><p class=b>x</p>",
                "<style type='text/css' media=all>/* .q{} */ @import url(x); .pre{color:red;display:none!important}</style>"
                        + "<b class=pre>x</b>"
            })
    void aHiddenPreheaderIsOmitted(String html) {
        assertEquals("seen", PlainText.of(html + "<p>seen</p>"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<div style='font-size:0'>seen</div>",
                "<div style='line-height:0;overflow:hidden;max-height:100px'>seen</div>",
                "<div style='opacity:0.5'>seen</div>",
                "<div style='mso-hide:all'>seen</div>",
                "<style>@media print {.pre{display:none}} .x .pre{display:none}</style><b class=pre>seen</b>",
                "<style media=print>.pre{display:none}</style><b class=pre>seen</b>"
            })
    void aVisibleElementIsNotOmitted(String html) {
        assertEquals("seen", PlainText.of(html));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "&zwnj;&nbsp;&zwnj;&nbsp;&zwnj;&nbsp;&zwnj;&nbsp;",
                "&#847; &#847; &#847; &#847;",
                "&#8199;&shy; &#8199;&shy; &#8199;&shy;",
                "&#8203;&#8203; &#65279;&nbsp;&#8288;"
            })
    void thePaddingOfAPreheaderIsOmitted(String padding) {
        String text = PlainText.of("<div>Preview" + padding + "</div><p>Dear Ann</p>");
        assertTrue(text.matches("Preview[\\u2007]?\n\nDear Ann"), text);
    }

    @Test
    void invisibleCharactersInWordsAreKept() {
        assertEquals("می\u200cروم 👨\u200d👩\u200d👧", PlainText.of("<p>می\u200cروم 👨\u200d👩\u200d👧</p>"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<table><tr><td>Tea<td>2<tr><td>Cup<td>3</table> | Tea  2/Cup  3",
                "<table><tr><td><p>Tea</p><td><div>2</div></table> | Tea  2",
                "<table><tr><th>A<th>B<tr><td>x<br>y<td>2</table> | A  B/x, y  2",
                "<table><tr><th>A<th>B<th>C<tr><td>x<td><td>2</table> | A  B  C/x    2",
                "<table><caption>T</caption><tr><th>A<th>B<tr><th scope=row>x<td>2</table> | T//A  B/x  2",
                "<table role=presentation><tr><td><b>A</b><br>b<td><b>C</b><br>d</table> | A/b/C/d",
                "<table><tr><td><ul><li>a</ul><td>b</table> | - a  b",
                "<table><tr><td><h3>A</h3><p>b</p><td><h3>C</h3><p>d</p></table> | A//b//C//d",
                "<table><tr><td><table><tr><td>a</table><td><table><tr><td>b</table></table> | a  b"
            })
    void aRowOfFiguresIsALineAndColumnsOfALayoutFollowOneAnother(String html, String lines) {
        assertEquals(lines.replace(", ", " § ").replace('/', '\n').replace('§', '/'), PlainText.of(html));
    }

    /** Documents with the structures that editors and mail programs generate, and their text as checked by a reader. */
    @Test
    void documentsOfManyEditorsAreReadable() throws Exception {
        Path folder = Path.of(Objects.requireNonNull(getClass().getResource("/telltale/message/plaintext"))
                .toURI());
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> documents =
                    files.filter(file -> file.toString().endsWith(".html")).toList();
            for (Path document : documents) {
                Path text = Path.of(document.toString().replace(".html", ".txt"));
                assertEquals(
                        Files.readString(text).stripTrailing(),
                        PlainText.of(Files.readString(document)),
                        document.getFileName().toString());
            }
            assertTrue(documents.size() >= 12);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u200c",
                " ",
                "\u00a0\u2007",
                "\u200c ",
                "<style>",
                "<style>a{",
                "<style>/*",
                "<style>@media{",
                "<ol><li>",
                "<a href=x>",
                "<td>",
                "<table><tr><td>",
                "<area href=x alt=y>"
            })
    void aLongRepetitionTakesLinearTime(String piece) {
        String html = piece.repeat(Math.min(200_000 / piece.length(), piece.startsWith("<t") ? 80 : 40_000));
        assertTimeout(Duration.ofSeconds(10), () -> PlainText.of(html));
    }

    @Test
    void anImageBecomesItsAltText() {
        assertEquals("Our logo here", PlainText.of("<p><img src=x alt='Our  logo'> here<img src=y></p>"));
    }

    @Test
    void rowsBecomeLinesWithSeparatedCells() {
        assertEquals(
                "Name  Price\nTea  2 €", PlainText.of("<table><tr><th>Name<th>Price<tr><td>Tea<td>2&nbsp;€</table>"));
    }

    @Test
    void hiddenElementsAreOmitted() {
        assertEquals(
                "seen",
                PlainText.of("<head><title>t</title><style>p{}</style></head><script>x()</script><!-- c --><div"
                        + " style='DISPLAY : none'>preheader</div><p>seen</p><template>t</template>"));
    }

    @Test
    void preformattedTextKeepsItsLines() {
        assertEquals("a\n  b\nc", PlainText.of("<pre>a\n  b\nc</pre>"));
    }

    @Test
    void emptyHtmlBecomesEmptyText() {
        assertEquals("", PlainText.of("<img src=x>"));
    }

    @Test
    void textBecomesParagraphs() {
        assertEquals(
                "<!DOCTYPE html>\n<html>\n<body>\n<p>a &lt;b&gt; &amp; c<br>\nd</p>\n<p>e</p>\n</body>\n</html>\n",
                PlainText.toHtml("a <b> & c\r\nd\n \n\ne"));
    }
}
