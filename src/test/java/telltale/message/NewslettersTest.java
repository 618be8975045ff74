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

/** That no mail is harmed, whether its sender wrote it well or not. */
class NewslettersTest {
    private static final int MUTANTS_OF_EACH = 200;
    private static final Pattern ABSOLUTE = Pattern.compile("https?://.*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    /** An address that was replaced: as the source has it, and the link that it became. */
    private record Replaced(String raw, Link link) {}

    @Test
    void everyLinkLeadsToWhereItsSenderMeant() {
        Map<String, List<String>> meant = Newsletters.destinations();
        Newsletters.all().forEach((name, html) -> {
            TrackedHtml tracked = TrackedHtml.of(html, SignedMessages.EVERYTHING);
            assertEquals(meant.get(name), SignedMessages.destinations(tracked), name);
            assertEquals(List.of(), tracked.warnings(), name);
        });
        assertTrue(Newsletters.all().size() >= 40);
        assertEquals(Newsletters.all().keySet(), meant.keySet());
    }

    @Test
    void nothingButPixelAndAddressesDiffers() {
        Newsletters.all().forEach((name, html) -> assertHarmless(html, name));
    }

    @Test
    void aMailAfterAccidentsIsNotHarmedEither() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Newsletters.all().forEach((name, html) -> {
            for (int i = 0; i < MUTANTS_OF_EACH; i++) {
                String mutant = Newsletters.mutated(html, random);
                assertHarmless(mutant, "seed " + seed + ", round " + i + " of " + name + ":\n" + mutant);
            }
        });
    }

    private static void assertHarmless(String html, String where) {
        String pixel = TestMessages.PIXEL.toHtml();
        TrackedHtml tracked = TrackedHtml.of(html, SignedMessages.EVERYTHING);
        int place = tracked.html().indexOf(pixel);
        assertTrue(place >= 0, where);
        String withoutPixel =
                tracked.html().substring(0, place) + tracked.html().substring(place + pixel.length());

        assertEquals(withoutPixel, SignedMessages.withClicks(html).html(), where);
        List<Replaced> replaced = replaced(html, withoutPixel, tracked.links(), where);
        replaced.forEach(one -> assertLands(one, html, where));
        assertSameTree(html, withoutPixel, replaced, where);
    }

    /** Goes through both texts side by side: between the addresses they are equal, character for character. */
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

    /** Where an attribute's value ends (WHATWG HTML sections 13.2.5.36 to 13.2.5.38). */
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

    /** The token says what a parser reads at that place, but for what is no ASCII and what browsers take out. */
    private static void assertLands(Replaced replaced, String html, String where) {
        String value = decoded(replaced.raw());
        String meant = value.replaceAll("[\t\n\r]", "").replaceAll("^[ \f]+|[ \f]+$", "");
        String destination = replaced.link().destination().url();
        if (ABSOLUTE.matcher(meant).matches() && meant.chars().allMatch(c -> c < 0x80)) {
            assertEquals(meant, destination, where);
        }
        assertEquals(destination, SignedMessages.landing(SignedMessages.address(replaced.link())), where);
        assertTrue(
                ABSOLUTE.matcher(meant).matches()
                        || html.toLowerCase(java.util.Locale.ROOT).contains("<base"),
                where);
    }

    /** With the addresses put back, a parser makes the same of both. */
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
