package telltale.message.html;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.model.Link;

class AppendedParametersTest {
    private static final LinkParameters PARAMETERS =
            new LinkParameters(Map.of("utm_source", "news & more"), List.of("example.com", "example.org"));
    private static final ClickUrls CLICKS = new ClickUrls("https://mail.example.com/app", link -> "t" + link.number());
    private static final Tracking TRACKED = new Tracking(null, CLICKS).appending(PARAMETERS);
    private static final Tracking UNTRACKED = TRACKED.limitedTo(false, false);

    @Test
    void aTrackedLinkLeadsToTheExtendedUrl() {
        TrackedHtml tracked = TrackedHtml.of("<a href='https://example.com/#top'>x</a>", TRACKED);

        assertEquals("<a href='https://mail.example.com/app/click/t1'>x</a>", tracked.html());
        assertEquals(List.of("https://example.com/?utm_source=news%20%26%20more#top"), destinations(tracked));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"<a href=\"%s\">x</a>", "<a href='%s'>x</a>", "<a href=%s>x</a>", "<map><area href=\"%s\"></map>"
            })
    void aLinkThatIsNotTrackedIsExtendedInPlace(String html) {
        String written = html.formatted("https://example.com/?a=1&amp;b=2#top");
        String extended = TrackedHtml.of(written, UNTRACKED).html();

        assertEquals(html.formatted("https://example.com/?a=1&#38;b=2&#38;utm_source=news%20%26%20more#top"), extended);
        assertEquals(
                "https://example.com/?a=1&b=2&utm_source=news%20%26%20more#top",
                Objects.requireNonNull(Jsoup.parse(extended).selectFirst("[href]"))
                        .attr("href"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<a href=\"mailto:a@example.com\">x</a>",
                "<a href=\"tel:+4912345\">x</a>",
                "<a href=\"#top\">x</a>",
                "<a href=\"/relative\">x</a>",
                "<a href=\"https://third.example/?a=1&b=2\">x</a>",
                "<a href=\"https://example.com/?sig=1\">x</a>",
                "<a data-track=off href=\"https://example.com/\">x</a>",
                "<a href=\"https://mail.example.com/app/unsubscribe/abc\">x</a>",
                "<a href=\"https://mail.example.com/app/preferences/abc\">x</a>",
                "<img src=\"https://example.com/a.png\">",
                "https://example.com/",
            })
    void everythingElseStaysByteForByte(String html) {
        assertEquals(html, TrackedHtml.of(html, UNTRACKED).html());
    }

    @Test
    void theNumbersOfLinksDoNotDependOnParameters() {
        String near = "https://example.com/" + "a".repeat(1_440);
        String html = "<a href='" + near
                + "'>1</a><a href='https://third.example/'>2</a><a href='https://example.org/'>3</a>";
        ClickUrls clicks = new ClickUrls(
                "https://mail.example.com/app",
                link -> "t".repeat(link.destination().url().length() * 4 / 3));
        TrackedHtml without = TrackedHtml.of(html, new Tracking(null, clicks));
        TrackedHtml with = TrackedHtml.of(html, new Tracking(null, clicks).appending(PARAMETERS));

        assertEquals(3, without.links().size());
        assertEquals(
                List.of(near, "https://third.example/", "https://example.org/?utm_source=news%20%26%20more"),
                destinations(with));
        assertEquals(
                List.of(
                        "Links without the parameters of utm, because the tracked URL would exceed 2000 characters: 1."),
                with.warnings());
    }

    @Test
    void aLinkThatIsTooLongToBeTrackedStaysAsItIs() {
        ClickUrls clicks = new ClickUrls("https://mail.example.com/app", link -> "t".repeat(2_000));
        String html = "<a href='https://example.com/'>1</a>";
        TrackedHtml tracked = TrackedHtml.of(html, new Tracking(null, clicks).appending(PARAMETERS));

        assertEquals(html, tracked.html());
        assertEquals(1, tracked.warnings().size());
        assertTrue(tracked.warnings().get(0).startsWith("Links not tracked"), tracked.warnings()::toString);
    }

    @Test
    void aLinkInTheBaseOfTheMailIsExtended() {
        String html = "<base href='https://shop.example.com/mail/'><a href='a'>x</a>";

        assertEquals(
                List.of("https://shop.example.com/mail/a?utm_source=news%20%26%20more"),
                destinations(TrackedHtml.of(html, TRACKED)));
    }

    @Test
    void anInternationalHostIsCompared() {
        LinkParameters parameters = new LinkParameters(Map.of("ref", "1"), List.of("xn--mnchen-3ya.example"));
        String html = "<a href='https://www.münchen.example/straße?a=ü#ö'>x</a>";

        assertEquals(
                List.of("https://www.xn--mnchen-3ya.example/stra%C3%9Fe?a=%C3%BC&ref=1#%C3%B6"),
                destinations(TrackedHtml.of(html, new Tracking(null, CLICKS).appending(parameters))));
    }

    private static List<String> destinations(TrackedHtml tracked) {
        return tracked.links().stream()
                .map(Link::destination)
                .map(telltale.model.Destination::url)
                .toList();
    }
}
