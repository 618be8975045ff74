package telltale.web.recipient;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RecipientPageTest {
    @ParameterizedTest
    @EnumSource(Language.class)
    void everyPageIsCompleteInEveryLanguage(Language language) {
        for (RecipientPage page : all(language)) {
            Document document = Jsoup.parse(page.html());
            Element html = document.expectFirst("html");

            assertEquals(language.tag(), html.attr("lang"));
            assertEquals(language.direction(), html.attr("dir"));
            assertFalse(document.title().isBlank());
            assertEquals(document.title(), document.expectFirst("h1").text());
            assertFalse(document.expectFirst("main p").text().isBlank());
            assertFalse(page.html().contains("{{"), page::html);
            assertEquals(4, document.select("nav a[lang][hreflang]").size());
        }
    }

    @ParameterizedTest
    @EnumSource(Language.class)
    void noPageRunsOrLoadsAnything(Language language) {
        for (RecipientPage page : all(language)) {
            Document document = Jsoup.parse(page.html());

            assertEquals(
                    0,
                    document.select("script, link, img, iframe, object, [style], [src], [onclick]")
                            .size());
            assertEquals(1, document.select("style").size());
            assertFalse(document.expectFirst("style").data().matches("(?s).*(url\\(|@import|</).*"));
        }
    }

    @ParameterizedTest
    @EnumSource(Language.class)
    void oneButtonPostsToThePageItself(Language language) {
        assertPosts(RecipientPage.unsubscribe(language), "List-Unsubscribe", "One-Click");
        assertPosts(RecipientPage.preferences(language, true), "tracking", "off");
        assertPosts(RecipientPage.preferences(language, false), "tracking", "on");
        for (RecipientPage page : List.of(
                RecipientPage.unsubscribed(language),
                RecipientPage.invalidLink(language),
                RecipientPage.unavailable(language))) {
            assertEquals(0, Jsoup.parse(page.html()).select("form, button").size());
        }
    }

    @Test
    void everyPageHasItsOwnText() {
        Set<String> seen = new HashSet<>();
        Stream.of(Language.values())
                .flatMap(language -> all(language).stream())
                .map(page -> Objects.requireNonNull(Jsoup.parse(page.html()).selectFirst("main p"))
                        .text())
                .forEach(text -> assertTrue(seen.add(text), text));
    }

    private static void assertPosts(RecipientPage page, String name, String value) {
        Element form = Jsoup.parse(page.html()).expectFirst("form");
        Element button = form.expectFirst("button");

        assertEquals("post", form.attr("method"));
        assertFalse(form.hasAttr("action"));
        assertEquals(name, button.attr("name"));
        assertEquals(value, button.attr("value"));
        assertFalse(button.text().isBlank());
    }

    private static List<RecipientPage> all(Language language) {
        return List.of(
                RecipientPage.invalidLink(language),
                RecipientPage.unavailable(language),
                RecipientPage.unsubscribe(language),
                RecipientPage.unsubscribed(language),
                RecipientPage.preferences(language, true),
                RecipientPage.preferences(language, false));
    }
}
