package telltale.web.recipient;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.model.Suppression;
import telltale.model.Topic;
import telltale.model.TopicSubscription;
import telltale.sending.RecipientPreferences.Choices;

class RecipientPageTest {
    private static final Instant AT = Instant.parse("2026-11-22T12:00:00Z");
    private static final Topic NEWS = new Topic("product-news", "Product news");
    private static final TopicSubscription NEWS_ON = new TopicSubscription(NEWS, AT, null);
    private static final TopicSubscription OFFERS_OFF = new TopicSubscription(
            Topic.named("offers"), AT, Suppression.ofTopic("offers", Suppression.UNSUBSCRIBED, AT));
    private static final TopicSubscription JOBS_STOPPED =
            new TopicSubscription(Topic.named("jobs"), AT, Suppression.ofTopic("jobs", "complaint", AT));
    private static final Suppression UNSUBSCRIBED =
            new Suppression(Suppression.Scope.BULK, Suppression.UNSUBSCRIBED, AT);
    private static final Suppression BY_HAND = new Suppression(Suppression.Scope.ALL, "by letter", AT);

    private static final String OPENS = "withdraw=open-measurement";
    private static final String CLICKS = "withdraw=click-measurement";

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
    void everyButtonPostsToThePageItself(Language language) {
        assertPosts(RecipientPage.unsubscribe(language, null), "List-Unsubscribe=One-Click");
        assertPosts(RecipientPage.unsubscribe(language, NEWS), "List-Unsubscribe=One-Click", "unsubscribe=everything");
        assertPosts(preferences(language, null, true), "mail=off", "tracking=off", OPENS, CLICKS);
        assertPosts(preferences(language, null, false), "mail=off", "tracking=on");
        assertPosts(preferences(language, UNSUBSCRIBED, true, NEWS_ON), "mail=on", "tracking=off", OPENS, CLICKS);
        assertPosts(preferences(language, BY_HAND, true, NEWS_ON), "tracking=off", OPENS, CLICKS);
        assertPosts(
                preferences(language, null, true, NEWS_ON, OFFERS_OFF, JOBS_STOPPED),
                "topic=product-news mail=off",
                "topic=offers mail=on",
                "mail=off",
                "tracking=off",
                OPENS,
                CLICKS);
        for (RecipientPage page : List.of(
                RecipientPage.unsubscribed(language, null),
                RecipientPage.unsubscribed(language, NEWS),
                RecipientPage.invalidLink(language),
                RecipientPage.unavailable(language))) {
            assertEquals(0, Jsoup.parse(page.html()).select("form, button").size());
        }
    }

    @ParameterizedTest
    @EnumSource(Language.class)
    void aTopicIsNamedInItsButtonsAndTexts(Language language) {
        for (RecipientPage page : List.of(
                RecipientPage.unsubscribe(language, NEWS),
                RecipientPage.unsubscribed(language, NEWS),
                preferences(language, null, true, NEWS_ON))) {
            assertTrue(Jsoup.parse(page.html()).expectFirst("main").text().contains("Product news"), page::html);
        }
        Document preferences = Jsoup.parse(
                preferences(language, null, true, OFFERS_OFF, JOBS_STOPPED).html());
        RecipientTexts texts = RecipientTexts.of(language);
        assertEquals(
                List.of(texts.get("topic.off"), texts.get("topic.stopped")),
                preferences.select("#mail ~ .topics p").eachText());
        assertEquals(
                List.of("Offers", "Jobs"),
                preferences.select("#mail ~ .topics h3").eachText());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>alert(1)</script>",
                "</bdi></h3><button name=\"tracking\" value=\"off\">",
                "a\" onclick=\"alert(1)",
                "a' onclick='alert(1)",
                "&lt;b&gt; & Söhne",
                "{others} {content}",
                "%s %1$s $1 \\"
            })
    void aHostileTitleIsShownAsItIs(String title) {
        Topic hostile = new Topic("product-news", title);
        for (RecipientPage page : List.of(
                RecipientPage.unsubscribe(Language.ENGLISH, hostile),
                RecipientPage.unsubscribed(Language.ENGLISH, hostile),
                preferences(Language.ENGLISH, null, true, new TopicSubscription(hostile, AT, null)))) {
            Document document = Jsoup.parse(page.html());
            document.select("bdi").forEach(shown -> assertEquals(title, shown.wholeText()));
            assertFalse(document.select("bdi").isEmpty());
            assertEquals(0, document.select("script, [onclick], bdi *").size());
            assertEquals(4, document.select("nav a").size());
        }
    }

    @Test
    void everyPageHasItsOwnText() {
        Set<String> seen = new HashSet<>();
        Stream.of(Language.values())
                .flatMap(language -> all(language).stream())
                .map(page -> Jsoup.parse(page.html()).select("main p").text())
                .forEach(text -> assertTrue(seen.add(text), text));
    }

    /** Asserts the forms of a page, each by its hidden fields and its only button. */
    private static void assertPosts(RecipientPage page, String... expected) {
        List<String> posts = new ArrayList<>();
        for (Element form : Jsoup.parse(page.html()).select("form")) {
            assertEquals("post", form.attr("method"));
            assertFalse(form.hasAttr("action"));
            assertEquals(1, form.select("button").size());
            assertFalse(form.expectFirst("button").text().isBlank());
            posts.add(form.select("input, button").stream()
                    .map(field -> field.attr("name") + "=" + field.attr("value"))
                    .collect(Collectors.joining(" ")));
        }
        assertEquals(List.of(expected), posts);
    }

    private static RecipientPage preferences(
            Language language, @Nullable Suppression suppression, boolean tracked, TopicSubscription... topics) {
        return PreferencesPage.of(language, new Choices(tracked, suppression, List.of(topics), Map.of()), "token");
    }

    private static List<RecipientPage> all(Language language) {
        return List.of(
                RecipientPage.invalidLink(language),
                RecipientPage.unavailable(language),
                RecipientPage.unsubscribe(language, null),
                RecipientPage.unsubscribe(language, NEWS),
                RecipientPage.unsubscribed(language, null),
                RecipientPage.unsubscribed(language, NEWS),
                preferences(language, null, true),
                preferences(language, null, false, NEWS_ON),
                preferences(language, UNSUBSCRIBED, true),
                preferences(language, BY_HAND, true),
                preferences(language, null, true, OFFERS_OFF, JOBS_STOPPED));
    }
}
