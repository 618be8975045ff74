package telltale.message.html;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.dkim.SignedMessages;
import telltale.message.TestMessages;
import telltale.model.Link;

class TrackedHtmlTest {
    /** In each of these, only the address between the bars is replaced by a tracked one. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "<a href=\"|https://a.example/|\">x</a>",
                "<a href='|https://a.example/|'>x</a>",
                "<a href=|https://a.example/|>x</a>",
                "<a href=|https://a.example/| class=b>x</a>",
                "<A  HREF = \"|https://a.example/|\" >x</A>",
                "<a title='href=\"https://b.example/\"' href=|https://a.example/|>x</a>",
                "<a\r\n\thref=\r\n\"|https://a.example/|\"\r\n>x</a>",
                "<area href=|https://a.example/|>",
                "<!--[if mso]><v:roundrect href=\"|https://a.example/|\"></v:roundrect><![endif]-->",
                "<!--[if mso]><V:RECT HREF='|https://a.example/|'/><![endif]-->",
                "<!--[if gte mso 9]><a href=|https://a.example/|>x</a><![endif]-->",
                "<!-- [if mso]><a href=|https://a.example/|>x</a><![endif] -->",
                "<![if !mso]><a href=\"|https://a.example/|\">x</a><![endif]>",
                "<!--[if !mso]><!--><a href=\"|https://a.example/|\">x</a><!--<![endif]-->",
                "\uFEFF\uD83D\uDC4B<a href='|https://a.example/|'>\uD83D\uDC4B</a>",
                "<a href='|https://a.example/|' href='https://b.example/'>x</a>",
                "<b><a href='|https://a.example/|'><p>x</b>y</p></a>",
                "<div style='display:none'><a href='|https://a.example/|'>for narrow screens</a></div>",
                "<a/href='|https://a.example/|'>x</a>",
                "<a href=\"|https://a.example/|\"class=b>x</a>",
                "<a HREF='|https://a.example/|' href='https://b.example/'>x</a>",
                "<!--><a href='|https://a.example/|'>x</a>-->",
                "<!--[if !mso]><!-- --><a href='|https://a.example/|'>x</a><!-- <![endif]-->",
                "<!--[if mso]><noscript><xml></xml></noscript><a href='|https://a.example/|'>x</a><![endif]-->",
                "<style><!--</style><a href='|https://a.example/|'>x</a><!-- -->",
                "<svg><![CDATA[<a href='https://b.example/'>]]><a href='|https://a.example/|'><text>x</text></a></svg>",
                "<table><tr><a href=|https://a.example/|>x</a><td>y</table>",
                "<a href='|https://a.example/|'>x</a><plaintext><a href='https://b.example/'>",
                "\0<a href='|https://a.example/|'>x</a>",
            })
    void onlyTheAddressIsReplaced(String marked) {
        String[] parts = marked.split("\\|", -1);
        TrackedHtml tracked = SignedMessages.withClicks(String.join("", parts));

        assertEquals(List.of("https://a.example/"), SignedMessages.destinations(tracked), marked);
        assertEquals(
                parts[0] + SignedMessages.written(tracked.links().get(0), tracked.html()) + parts[2], tracked.html());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mailto:ann@example.com",
                "tel:+49221123",
                "#top",
                " #top",
                "",
                "relative.html",
                "/relative",
                "//a.example/",
                "?a=b",
                "javascript:location='https://a.example/'",
                "data:text/html,x",
                "cid:part1@a.example",
                "ftp://a.example/",
                "https:a.example",
                "https:/a.example",
                "https://",
                "https:///a.example",
                "https://?a",
                "https://ann@/",
                "https://:80/",
                "https://a b.example/",
                "https://STRA\u1e9eE.example/",
                "https://a\u200db.example/",
                "https://b\u00fccher^.example/",
                "https://\u05d0\u05d11a.example/",
                "https://a\u2100b.example/",
                "https://a.example/\uD83D",
                "https://a.example/&#1;",
                "https://a.example/&#127;",
                "&nbsp;https://a.example/",
                "{{unsubscribe}}",
                "*|UNSUB|*",
                "https://t.example.org/app/click/AAAA",
                "HTTPS://T.example.org/app/unsubscribe/AAAA",
                "https://t.example.org/app/preferences/AAAA",
                "https://t.example.org/app/pixel",
            })
    void otherAddressesAreNotTracked(String address) {
        assertStays("<a href=\"" + address + "\">x</a>");
    }

    @ParameterizedTest
    @ValueSource(ints = {64, 254, 2_500, 100_000})
    void aLinkToAHostThatIsTooLongIsNotTracked(int length) {
        assertStays("<a href=\"https://" + "\u00fc".repeat(length) + ".example/\">x</a>");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<a data-track=off href='https://a.example/'>x</a>",
                "<a href='https://a.example/' DATA-TRACK=' Off '>x</a>",
                "<a clicktracking=off href='https://a.example/'>x</a>",
                "<!--[if mso]><v:rect data-track=off href='https://a.example/'/><![endif]-->",
                "<link href='https://a.example/'>",
                "<form action='https://a.example/'></form>",
                "<p href='https://a.example/'>x</p>",
                "<a data-href='https://a.example/'>x</a>",
                "<!-- <a href='https://a.example/'>x</a> -->",
                "<!--[if mso]><a href='https://a.example/'>x</a>-->",
                "<!--[if mso]><a href='https://a.example/' <![endif]-->class=b>x</a>",
                "<!--[if mso]><style><a href='https://a.example/'></style><![endif]-->",
                "<style><a href='https://a.example/'>x</a></style>",
                "<title><a href='https://a.example/'>x</a></title>",
                "<textarea><a href='https://a.example/'>x</a></textarea>",
                "<noscript><a href='https://a.example/'>x</a></noscript>",
                "<template><p><a href='https://a.example/'>x</a></template>",
                "<noscript><!--[if mso]><a href='https://a.example/'>x</a><![endif]--></noscript>",
                "<a href='https://a.example/\0'>x</a>",
                "<a href='https://a.example/",
                "<a href='https://a.example/' ",
                "<a href=''https://a.example/'>x</a>",
                "<![CDATA[<a href='https://a.example/'>x</a>]]>",
                "<iframe srcdoc=\"<a href='https://a.example/'>x</a>\"></iframe>",
                "<script><!--<script></script><a href='https://a.example/'>x</a></script>",
            })
    void inertAndExcludedLinksAreNotTracked(String html) {
        assertStays(html);
    }

    @ParameterizedTest
    @CsvSource({
        "https://a.example/?a=1&amp;b=2, https://a.example/?a=1&b=2",
        "https://a.example/?a=1&b=2&copy=3, https://a.example/?a=1&b=2&copy=3",
        "https://a.example/&copy;, https://a.example/%C2%A9",
        "https&#58;//a.example&sol;&#x61;, https://a.example/a",
        "https://a.example/%zz%41//b/../c#d, https://a.example/%zz%41//b/../c#d",
        "HTTP://A.Example:80/B, HTTP://A.Example:80/B",
        "https://ann:pw@a.example/, https://ann:pw@a.example/",
        "https://ann:p\u00fc@a.example/, https://ann:p%C3%BC@a.example/",
        "https://\u10a0.example/, https://xn--rkj.example/",
        "https://\uff41\u3002example/, https://a.example/",
        "https://[2001:db8::1]:8080/, https://[2001:db8::1]:8080/",
        "https://a.example, https://a.example",
        "https://a.example?b, https://a.example?b",
        "'https://a.example/b c', https://a.example/b c",
        "https://bücher.example/ü?ü#ü, https://xn--bcher-kva.example/%C3%BC?%C3%BC#%C3%BC",
        "https://B\u00dcCHER.example:8443/, https://xn--bcher-kva.example:8443/",
        "https://i\u2764.example/, https://xn--i-7iq.example/",
        "https://stra\u00dfe.example/, https://xn--strae-oqa.example/",
        "https://\u03b2\u03cc\u03bb\u03bf\u03c2.example/, https://xn--nxasmm1c.example/",
        "https://\u13a0.example/, https://xn--58d.example/",
        "https://my_shop.stra\u00dfe.example/, https://my_shop.xn--strae-oqa.example/",
        "https://r3---b\u00fccher.example/, https://xn--r3---bcher-feb.example/",
        "https://a.example/\uD83D\uDC4B, https://a.example/%F0%9F%91%8B",
        "https://a.example/&#xA0;, https://a.example/%C2%A0",
        "https://a.example/?a&lt=1&ltx=2&amp=3&notit;=4, https://a.example/?a&lt=1&ltx=2&amp=3&notit;=4",
        "https://a.example/&#128;, https://a.example/%E2%82%AC",
        "https://a.example/&quest;a&equals;1&#38;b&#x26;c, https://a.example/?a=1&b&c",
        "https://a.example/&NewLine;b&Tab;c, https://a.example/bc",
    })
    void theDestinationIsTheAddressAsWritten(String written, String destination) {
        TrackedHtml tracked = SignedMessages.withClicks("<a href=\"" + written + "\">x</a>");

        assertEquals(List.of(destination), SignedMessages.destinations(tracked));
        assertEquals(
                destination,
                SignedMessages.destination(
                        Jsoup.parse(tracked.html()).expectFirst("a").attr("href")));
    }

    @Test
    void surroundingSpaceAndLineBreaksAreNotPartOfAnAddress() {
        TrackedHtml tracked = SignedMessages.withClicks("<a href=\" \n\t\fhttps://a.example/b\r\n\tc \n\">x</a>");

        assertEquals(List.of("https://a.example/bc"), SignedMessages.destinations(tracked));
    }

    @ParameterizedTest
    @CsvSource({
        "b.html, https://a.example/news/b.html",
        "/b, https://a.example/b",
        "//b.example/c, https://b.example/c",
        "?b, https://a.example/news/index.html?b",
        "../b#c, https://a.example/news/../b#c",
        "ü, https://a.example/news/%C3%BC",
        "https://b.example/, https://b.example/"
    })
    void aRelativeLinkIsResolvedAgainstTheBase(String written, String destination) {
        String html = "<base href='https://a.example/news/index.html?x#y'><base href='https://c.example/'><a href=\""
                + written + "\">x</a>";

        assertEquals(List.of(destination), SignedMessages.destinations(SignedMessages.withClicks(html)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"#b", "", "mailto:ann@example.com", "\\b", "/\\b.example"})
    void theBaseDoesNotMakeOtherAddressesTrackable(String written) {
        assertStays("<base href='https://a.example/'><a href=\"" + written + "\">x</a>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://a.example", "https://a.example/", "https://a.example?x"})
    void aBaseWithoutPathIsTheRoot(String base) {
        assertEquals(
                List.of("https://a.example/b"),
                SignedMessages.destinations(SignedMessages.withClicks("<base href='" + base + "'><a href=b>x</a>")));
    }

    @Test
    void aLinkWithATooLongTrackedUrlIsNotTrackedAndReported() {
        String url = "https://a.example/?" + "x".repeat(1_800);
        TrackedHtml tracked =
                SignedMessages.withClicks("<a href=\"" + url + "\">x</a><a href=https://b.example/>y</a>");

        assertEquals(List.of("https://b.example/"), SignedMessages.destinations(tracked));
        assertTrue(tracked.html().startsWith("<a href=\"" + url + "\">"));
        assertEquals(1, tracked.warnings().size());
        assertTrue(tracked.warnings().get(0).contains("2000"), tracked.warnings()::toString);
        assertTrue(tracked.warnings().get(0).contains("https://a.example/"), tracked.warnings()::toString);
    }

    @Test
    void aTrackedUrlHasAtMostTwoThousandCharacters() {
        int longest = 0;
        for (int length = 1_380; length < 1_500; length++) {
            String url = "https://a.example/" + "x".repeat(length);
            for (Link link :
                    SignedMessages.withClicks("<a href=" + url + ">x</a>").links()) {
                longest = Math.max(longest, SignedMessages.address(link).length());
            }
        }
        assertTrue(longest > 1_996 && longest <= 2_000, "the longest has " + longest);
    }

    @Test
    void linksAreNumberedInSourceOrder() {
        String html = "<a href=https://a.example/1>1</a><!--[if mso]><a href=https://a.example/2>2</a><![endif]-->"
                + "<a href=mailto:x@a.example>-</a><table><a href=https://a.example/3>3</a><tr><td>"
                + "<a href=https://a.example/1>1</a></table>";
        List<Link> links = SignedMessages.withClicks(html).links();

        assertEquals(List.of(1, 2, 3, 4), links.stream().map(Link::number).toList());
        assertEquals(
                List.of("https://a.example/1", "https://a.example/2", "https://a.example/3", "https://a.example/1"),
                SignedMessages.destinations(SignedMessages.withClicks(html)));
    }

    /** Two hyphens and the end of the tag would close the comment. */
    @Test
    void aTokenNeverClosesASurroundingComment() {
        ClickUrls hyphens = new ClickUrls(SignedMessages.BASE, link -> "AAAA--");
        String html = "<!--[if mso]><a href=https://a.example/>x</a><b>y</b><![endif]--><i>z</i>";
        String tracked = TrackedHtml.of(html, new Tracking(null, hyphens)).html();

        assertEquals(1, Jsoup.parse(tracked).body().select("*").not("body").size(), tracked);
        assertTrue(tracked.contains("AAAA-&#45;>x</a>"), tracked);
        String quoted = TrackedHtml.of("<a href='https://a.example/'>x</a>", new Tracking(null, hyphens))
                .html();
        assertTrue(quoted.contains("AAAA--'>x</a>"), quoted);
    }

    @Test
    void aTrackedUrlIsEscapedSoThatItNeedsNoQuotes() {
        ClickUrls odd = new ClickUrls("https://t.example.org/it's=\"&\"`>", link -> "AAAA");
        for (String quote : List.of("", "'", "\"")) {
            String html = "<a href=" + quote + "https://a.example/" + quote + ">x</a>";
            String tracked = TrackedHtml.of(html, new Tracking(null, odd)).html();

            assertEquals(
                    odd.base() + "/click/AAAA",
                    Jsoup.parse(tracked).expectFirst("a").attr("href"),
                    tracked);
        }
    }

    @Test
    void opensAndClicksAreTrackedIndependently() {
        String html = "<body><a href=https://a.example/>x</a></body>";
        String pixel = TestMessages.PIXEL.toHtml();

        assertTrue(TrackedHtml.of(html, SignedMessages.EVERYTHING).html().contains(pixel));
        assertEquals(1, TrackedHtml.of(html, SignedMessages.EVERYTHING).links().size());
        assertFalse(TrackedHtml.of(html, SignedMessages.EVERYTHING.limitedTo(false, true))
                .html()
                .contains(pixel));
        assertEquals(
                0,
                TrackedHtml.of(html, SignedMessages.EVERYTHING.limitedTo(true, false))
                        .links()
                        .size());
        assertSame(
                html,
                TrackedHtml.of(html, SignedMessages.EVERYTHING.limitedTo(false, false))
                        .html());
    }

    @Test
    void aMegabyteOfLinksIsProcessedQuickly() {
        String html =
                "<html><body>" + "<p>Hello, read <a href='https://a.example/?a=1&amp;b=2'>this</a></p>".repeat(16_000);

        TrackedHtml tracked = assertTimeoutPreemptively(
                Duration.ofSeconds(20), () -> TrackedHtml.of(html, SignedMessages.EVERYTHING));
        assertEquals(16_000, tracked.links().size());
    }

    @Test
    void deepAndMalformedHtmlIsProcessed() {
        List<String> odd = List.of(
                "<b>".repeat(20_000) + "<a href=https://a.example/>x</a>",
                "<a href=https://a.example/>".repeat(20_000),
                "<a href=\"" + "@".repeat(500_000) + "\">x</a>",
                "<a href=\"https://" + "a@".repeat(200_000) + "\">x</a>",
                "<!--[if mso]>".repeat(20_000) + "<![endif]-->",
                "<table><tr><td>".repeat(5_000) + "<a href=https://a.example/>x</a>");
        for (String html : odd) {
            assertTimeoutPreemptively(
                    Duration.ofSeconds(60),
                    () -> TrackedHtml.of(html, SignedMessages.EVERYTHING),
                    () -> html.substring(0, 40));
        }
    }

    private static void assertStays(String html) {
        TrackedHtml tracked = SignedMessages.withClicks(html);

        assertEquals(html, tracked.html());
        assertEquals(List.of(), tracked.links());
        assertEquals(List.of(), tracked.warnings());
    }
}
