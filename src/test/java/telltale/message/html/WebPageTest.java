package telltale.message.html;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.model.Attachment;
import telltale.model.ImmutableBytes;
import telltale.model.MediaType;

/** Which HTML of a message its web page has. */
class WebPageTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "<base href='https://evil.example/'>",
                "<BASE TARGET=_self HREF=//evil.example>",
                "<meta http-equiv=refresh content='0;url=https://evil.example/'>",
                "<META HTTP-EQUIV='Set-Cookie' content='a=b'>",
                "<meta name=' Referrer ' content='unsafe-url'>",
                "<meta name=robots content=all>",
                "<script>alert(1)</script>",
                "<iframe src='https://evil.example/'></iframe>",
                "<object data='https://evil.example/'></object>",
                "<embed src='https://evil.example/'>",
                "<link rel=stylesheet href='https://evil.example/a.css'>",
                "<div><base href='https://evil.example/'></div>",
            })
    void anElementWithEffectsBeyondThePageIsRemoved(String element) {
        String page = page(element + "<p>text</p>");
        assertFalse(page.contains("evil.example") || page.contains("alert"), page);
        assertFalse(page.contains("http-equiv") || page.contains("referrer") || page.contains("robots"), page);
        assertTrue(page.contains("<p>text</p>"), page);
    }

    @Test
    void theFirstBaseElementOpensLinksInANewTab() {
        Document page = Jsoup.parse(page("<!doctype html><html><head><title>t</title><base target=_top></head><p>"));
        assertEquals(1, page.select("base").size());
        assertEquals(0, page.head().child(0).elementSiblingIndex());
        assertEquals("<base target=\"_blank\">", page.head().child(0).outerHtml());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "https://shop.example/a?b=1&amp;c=2 | https://shop.example/a?b=1&c=2",
                "HTTP://shop.example/ | HTTP://shop.example/",
                "mailto:shop@example.com | mailto:shop@example.com",
                "tel:+49301234 | tel:+49301234",
                "javascript:alert(1) | ",
                "' java\nscript:alert(1)' | ",
                "data:text/html,x | ",
                "file:///etc/passwd | ",
                "relative/path | ",
                "/api/v1/session | ",
                "//other.example/ | ",
                "#part | #part",
            })
    void aLinkIsAbsoluteOrNoLink(String href, String followed) {
        Element link = Jsoup.parse(page("<a href=\"" + href.replace("'", "") + "\" target=_top ping=/x>a</a>"))
                .select("a")
                .get(0);
        assertEquals(followed == null ? "" : followed, link.attr("href"));
        assertFalse(link.hasAttr("ping"));
        assertEquals("#part".equals(followed) ? "_self" : "", link.attr("target"));
    }

    @Test
    void aRelativeLinkIsResolvedWithTheBaseOfTheMessage() {
        String page = page("<base href='https://shop.example/mail/'><a href='a'>a</a><img src='b.png'>");
        assertTrue(page.contains("href=\"https://shop.example/mail/a\""), page);
        assertTrue(page.contains("src=\"https://shop.example/mail/b.png\""), page);
    }

    @Test
    void theRecipientsLinksKeepTheirText() {
        String html = WebPage.NO_LINKS.fillIn("<a class=x href={{unsubscribe}}>No more</a> <a href='{{view}}'>View</a>"
                + " <p>Or open {{preferences}}.</p><!--[if mso]><a href='{{unsubscribe}}'>x</a><![endif]-->");
        String page = page(html);
        assertTrue(page.contains("<a class=\"x\">No more</a> <a>View</a>"), page);
        assertTrue(page.contains("<p>Or open .</p>"), page);
        assertTrue(page.contains("<a href=''>x</a>"), page);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<img src='cid:logo'>",
                "<img src=\"CID:logo\">",
                "<td background='cid:logo'>",
                "<div style=\"background:url('cid:logo')\">",
                "<style>p{background:url(cid:logo)}</style>",
            })
    void anInlineImageIsADataUrl(String html) {
        byte[] content = bytes(100);
        String page = page("<table><tr>" + html, List.of(image("logo", "image/png", content)));
        assertTrue(page.contains("data:image/png;base64," + Base64.getEncoder().encodeToString(content)), page);
        assertFalse(page.contains("cid:"), page);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 6_143, 6_144, 6_145, 20_000})
    void imagesOfEverySizeAreEncoded(int size) {
        byte[] content = bytes(size);
        WebPage page =
                WebPage.of("<img src=cid:a@b><img src=cid:a%40b>", "t", List.of(image("a@b", "image/gif", content)));
        String html = new String(page.toBytes(), StandardCharsets.UTF_8);
        String url = "<img src=\"data:image/gif;base64," + Base64.getEncoder().encodeToString(content) + "\">";
        assertTrue(html.contains(url + url), html);
        assertEquals(html.length(), page.length());
    }

    @ParameterizedTest
    @CsvSource({"other, image/png", "logo, text/html", "logo, application/pdf", "logo, image/x#y"})
    void anotherFileIsNoImage(String id, String type) {
        String page = page("<img src='cid:logo' alt='Logo'>", List.of(image(id, type, bytes(10))));
        assertFalse(page.contains("data:"), page);
    }

    @Test
    void imagesThatAreRepeatedAreLimited() {
        Attachment large = image("logo", "image/png", new byte[1 << 20]);
        WebPage page = WebPage.of("<img src='cid:logo'>".repeat(1_000), "t", List.of(large));
        assertTrue(page.length() < 50 << 20, "length " + page.length());
        assertTrue(page.memory() < 1 << 20, "memory " + page.memory());
    }

    @Test
    void thePageIsTheMessageOtherwise() {
        String body = "<table width=\"600\" bgcolor=\"#ffffff\"><tbody><tr><td style=\"color: red\">Grüße  &amp; 日本"
                + "</td></tr></tbody></table>";
        assertTrue(page("<!DOCTYPE html><html><body>" + body + "</body></html>").contains(body));
    }

    @Test
    void aTitleOfTheMessageStays() {
        assertTrue(page("<title>Own</title>").contains("<title>Own</title>"));
        assertTrue(page("<p>x").contains("<title>The subject</title>"));
    }

    private static String page(String html) {
        return page(html, List.of());
    }

    private static String page(String html, List<Attachment> files) {
        return new String(WebPage.of(html, "The subject", files).toBytes(), StandardCharsets.UTF_8);
    }

    private static Attachment image(String id, String type, byte[] content) {
        return new Attachment("logo", MediaType.parse(type), id, new ImmutableBytes(content));
    }

    private static byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }
}
