package telltale.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Comment;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import telltale.dkim.SignedMessages;
import telltale.message.html.Newsletters;
import telltale.message.html.TrackedHtml;
import telltale.model.Link;

/** Tracking changes nothing but links and pixel, in well-formed and in broken HTML. */
class NewslettersTest {
    private static final int MUTANTS_PER_NEWSLETTER = 200;
    private static final Pattern ABSOLUTE = Pattern.compile("https?://.*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    /** A replaced address: as written in the source, and the tracked link. */
    private record Replaced(String raw, Link link) {}

    @Test
    void everyLinkHasItsDestination() {
        Map<String, List<String>> expected = Newsletters.destinations();
        Newsletters.all().forEach((name, html) -> {
            TrackedHtml tracked = TrackedHtml.of(html, SignedMessages.EVERYTHING);
            assertEquals(expected.get(name), SignedMessages.destinations(tracked), name);
            assertEquals(List.of(), tracked.warnings(), name);
        });
        assertTrue(Newsletters.all().size() >= 40);
        assertEquals(Newsletters.all().keySet(), expected.keySet());
    }

    @Test
    void onlyPixelAndAddressesDiffer() {
        Newsletters.all().forEach((name, html) -> assertOnlyTrackingDiffers(html, name));
    }

    @Test
    void onlyPixelAndAddressesDifferInBrokenHtml() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Newsletters.all().forEach((name, html) -> {
            for (int i = 0; i < MUTANTS_PER_NEWSLETTER; i++) {
                String mutant = Newsletters.mutated(html, random);
                assertOnlyTrackingDiffers(mutant, "seed " + seed + ", round " + i + " of " + name + ":\n" + mutant);
            }
        });
    }

    private static void assertOnlyTrackingDiffers(String html, String where) {
        String pixel = TestMessages.PIXEL.toHtml();
        TrackedHtml tracked = TrackedHtml.of(html, SignedMessages.EVERYTHING);
        int position = tracked.html().indexOf(pixel);
        assertTrue(position >= 0, where);
        String withoutPixel =
                tracked.html().substring(0, position) + tracked.html().substring(position + pixel.length());

        assertEquals(withoutPixel, SignedMessages.withClicks(html).html(), where);
        List<Replaced> replaced = replaced(html, withoutPixel, tracked.links(), where);
        replaced.forEach(one -> assertDestination(one, html, where));
        assertSameTree(html, withoutPixel, replaced, where);
    }

    /** Compares both texts in parallel; between the addresses they must be identical. */
    private static List<Replaced> replaced(String html, String tracked, List<Link> links, String where) {
        List<Replaced> replaced = new ArrayList<>();
        int inHtml = 0;
        int inTracked = 0;
        for (Link link : links) {
            String address = SignedMessages.written(link, tracked);
            int start = tracked.indexOf(address, inTracked);
            assertTrue(start >= 0, where);
            String before = tracked.substring(inTracked, start);
            assertTrue(html.startsWith(before, inHtml), where);
            inHtml += before.length();
            inTracked = start + address.length();
            int end = valueEnd(html, inHtml, tracked.charAt(start - 1));
            replaced.add(new Replaced(html.substring(inHtml, end), link));
            inHtml = end;
        }
        assertEquals(html.substring(inHtml), tracked.substring(inTracked), where);
        return replaced;
    }

    /** The end of an attribute value (WHATWG HTML sections 13.2.5.36 to 13.2.5.38). */
    private static int valueEnd(String html, int start, char before) {
        if (before == '"' || before == '\'') {
            return html.indexOf(before, start);
        }
        int end = start;
        while ("\t\n\f\r >".indexOf(html.charAt(end)) < 0) {
            end++;
        }
        return end;
    }

    /** The token must contain the address as parsed, except for non-ASCII characters and those that browsers remove. */
    private static void assertDestination(Replaced replaced, String html, String where) {
        String value = decoded(replaced.raw());
        String expected = value.replaceAll("[\t\n\r]", "").replaceAll("^[ \f]+|[ \f]+$", "");
        String destination = replaced.link().destination().url();
        if (ABSOLUTE.matcher(expected).matches() && expected.chars().allMatch(c -> c < 0x80)) {
            assertEquals(expected, destination, where);
        }
        assertEquals(destination, SignedMessages.destination(SignedMessages.address(replaced.link())), where);
        assertTrue(
                ABSOLUTE.matcher(expected).matches()
                        || html.toLowerCase(java.util.Locale.ROOT).contains("<base"),
                where);
    }

    /** With the addresses restored, both must parse to equal trees. */
    private static void assertSameTree(String html, String tracked, List<Replaced> replaced, String where) {
        Document document = Jsoup.parse(tracked);
        for (Replaced one : replaced) {
            String address = SignedMessages.address(one.link());
            for (Element element : document.getElementsByAttributeValue("href", address)) {
                element.attr("href", decoded(one.raw()));
            }
            document.nodeStream(Comment.class)
                    .forEach(comment -> comment.setData(
                            comment.getData().replace(SignedMessages.written(one.link(), tracked), one.raw())));
        }
        assertEquals(Jsoup.parse(html).outerHtml(), document.outerHtml(), where);
    }

    private static String decoded(String raw) {
        return Jsoup.parse("<a href=\"" + raw.replace("\"", "&quot;") + "\">")
                .expectFirst("a")
                .attr("href");
    }
}
