package telltale.message.html;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

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
