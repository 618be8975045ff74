package telltale.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.model.Suppression.Scope;

class TopicTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    @ParameterizedTest
    @CsvSource({"product-news, Product news", "a, A", "2026-offers, 2026 offers", "x--y-, X y", "istanbul, Istanbul"})
    void aTitleIsDerivedFromTheName(String name, String title) {
        assertEquals(new Topic(name, title), Topic.named(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-a", "A", "a b", "a.b", "a_b", "ä", "a\n", "{{a}}"})
    void anotherNameIsRefused(String name) {
        assertEquals(
                "topic",
                assertThrows(InvalidInputException.class, () -> Topic.named(name))
                        .field());
    }

    @Test
    void aNameHasAtMost64Characters() {
        assertEquals(64, Topic.named("a".repeat(64)).name().length());
        assertThrows(InvalidInputException.class, () -> Topic.named("a".repeat(65)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "  ",
                "a\r\nBcc: x@example.com",
                "a\u0000b",
                "a\u2028b",
                "\ud83d",
                "a\u202ebc",
                "a\u2066b",
                "\ue002",
                "\ufeffa",
                "a {{unsubscribe}}",
                "%7b%7bpreferences%7D%7D"
            })
    void aTitleThatCouldActOnTheTextAroundItIsRefused(String title) {
        assertEquals(
                "title",
                assertThrows(InvalidInputException.class, () -> new Topic("a", title))
                        .field());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<b>News</b> & \"more\"",
                "Neues für Köln",
                "أخبار",
                "👩\u200d💻 jobs",
                "می\u200cخواهم",
                "{a} %41"
            })
    void aVisibleTitleIsKept(String title) {
        assertEquals(title, new Topic("a", title).title());
        assertEquals("a b", new Topic("a", "  a   b ").title());
        assertThrows(InvalidInputException.class, () -> new Topic("a", "x".repeat(101)));
    }

    @Test
    void onlyBulkMailHasATopic() {
        EmailAddress ann = EmailAddress.parse("ann@example.com");
        Topic news = Topic.named("news");
        assertEquals("news", new MailMessage(ann, "Hi", "x", null, null, true, news, false).topicName());
        InvalidInputException refused = assertThrows(
                InvalidInputException.class, () -> new MailMessage(ann, "Hi", "x", null, null, false, news, false));
        assertEquals("topic", refused.field());
        assertTrue(refused.detail().contains("bulk"), refused::detail);
    }

    @Test
    void onlyTheScopeTopicHasATopic() {
        assertThrows(InvalidInputException.class, () -> new Suppression(Scope.TOPIC, "by hand", NOON));
        assertThrows(InvalidInputException.class, () -> new Suppression(Scope.BULK, "news", "by hand", NOON));
        assertThrows(InvalidInputException.class, () -> new Suppression(Scope.ALL, "news", "by hand", NOON));
        assertThrows(InvalidInputException.class, () -> Suppression.ofTopic("No News", "by hand", NOON));
    }

    @Test
    void thePersonRefusesForTheWidestReason() {
        Suppression news = Suppression.ofTopic("news", "by hand", NOON);
        Suppression bulk = new Suppression(Scope.BULK, Suppression.UNSUBSCRIBED, NOON);
        PersonKey key = PersonKey.ofBytes(new byte[32]);
        Person one = new Person(key, "a***@example.com", null, List.of(news), true);
        assertEquals(Optional.empty(), one.refusal(true, null));
        assertEquals(Optional.empty(), one.refusal(true, "news-2"));
        assertEquals(
                Optional.of("the recipient gets no mail of the topic news: by hand, since " + NOON),
                one.refusal(true, "news"));
        Person both = new Person(key, "a***@example.com", bulk, List.of(news), true);
        assertEquals(
                Optional.of("the recipient gets no bulk mail: unsubscribed, since " + NOON),
                both.refusal(true, "news"));
        assertEquals(Optional.empty(), both.refusal(false, null));
    }
}
