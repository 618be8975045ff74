package telltale.sending;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jsoup.Jsoup;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.message.MessageContent;
import telltale.message.html.LinkParameters;
import telltale.model.DeliveryState;
import telltale.model.EmailAddress;
import telltale.model.HeaderField;
import telltale.model.MailMessage;
import telltale.model.Mailbox;
import telltale.model.Suppression;
import telltale.model.Topic;

/** What mail of a topic looks like, and to whom it is not sent. */
class TopicMailTest {
    private static final Topic NEWS = Topic.named("product-news");
    private static final String FOOTER =
            "{{topic}} · <a href=\"{{unsubscribe}}\">Unsubscribe</a> · <a href=\"{{preferences}}\">Preferences</a>";

    @TempDir
    Path home;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Product news|Product news <product-news.example.com>",
                "Jobs, offers|\"Jobs, offers\" <product-news.example.com>",
                "a \"b\" \\ <c@d.example>|\"a \\\"b\\\" \\\\ <c@d.example>\" <product-news.example.com>",
                "Neues für Köln|Neues =?UTF-8?B?ZsO8ciBLw7Zsbg==?= <product-news.example.com>"
            })
    void theHeaderNamesTheTopic(String title, String listId) throws Exception {
        Topic topic = new Topic("product-news", title);
        MimeMessage mail = sent(content(SendingFixture.SHOP, "<p>Hi</p>", null, List.of(), topic), FOOTER);

        String field = MimeUtility.unfold(mail.getHeader("List-Id", null));
        assertEquals(listId, field);
        assertEquals(
                title,
                Mailbox.parse(field.replace("<product-news.", "<product-news@")).name());
        assertTrue(mail.getHeader("List-Unsubscribe", null).startsWith("<https://"));
    }

    @Test
    void theSendersOwnListIdWins() throws Exception {
        HeaderField own = new HeaderField("LIST-ID", "Mine <mine.example.org>");
        MimeMessage mail = sent(content(SendingFixture.SHOP, "<p>Hi</p>", null, List.of(own), NEWS), FOOTER);
        assertEquals(List.of("Mine <mine.example.org>"), List.of(mail.getHeader("List-Id")));
    }

    @Test
    void anIdentifierThatWouldBeTooLongIsLeftOut() throws Exception {
        String label = "a".repeat(60) + ".";
        Mailbox author = Mailbox.parse("shop@" + label.repeat(3) + "example.com");
        Topic longest = Topic.named("b".repeat(64));
        Topic shorter = Topic.named("b".repeat(60));
        assertNull(sent(content(author, "<p>Hi</p>", null, List.of(), longest), FOOTER)
                .getHeader("List-Id"));
        assertNotNull(sent(content(author, "<p>Hi</p>", null, List.of(), shorter), FOOTER)
                .getHeader("List-Id"));
    }

    @Test
    void mailWithoutATopicNamesNone() throws Exception {
        MimeMessage mail = sent(content(SendingFixture.SHOP, "<p>Hi</p>", "Hi", List.of(), null), FOOTER);
        assertNull(mail.getHeader("List-Id"));
        assertTrue(part(mail, 0).startsWith("Hi\r\n\r\nUnsubscribe <https://"), part(mail, 0));
        assertEquals("Hi Unsubscribe · Preferences", Jsoup.parse(part(mail, 1)).text());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Product news",
                "<script>alert(1)</script> & Co.",
                "\"'> onclick=x",
                "&lt;b&gt; $1 \\ {a} %41",
                "أخبار"
            })
    void theFooterOfEachPartNamesTheTopic(String title) throws Exception {
        Topic topic = new Topic("product-news", title);
        for (String text : new @Nullable String[] {null, "Hi"}) {
            MimeMessage mail = sent(content(SendingFixture.SHOP, "<p>Hi</p>", text, List.of(), topic), FOOTER);
            assertTrue(part(mail, 0).contains(title + " · Unsubscribe <https://localhost/"), part(mail, 0));
            assertEquals(
                    "Hi " + title + " · Unsubscribe · Preferences",
                    Jsoup.parse(part(mail, 1)).text());
            assertEquals(
                    0, Jsoup.parse(part(mail, 1)).select("script, [onclick]").size());
        }
    }

    @Test
    void aTitleInAnAttributeStaysInIt() throws Exception {
        Topic topic = new Topic("product-news", "a' onclick='x\" onclick=\"y");
        String footer = "<a title='{{topic}}' rel=\"{{topic}}\" href=\"{{unsubscribe}}\">{{ topic }}</a>";
        MimeMessage mail = sent(content(SendingFixture.SHOP, "<p>Hi</p>", null, List.of(), topic), footer);
        assertEquals(topic.title(), Jsoup.parse(part(mail, 1)).expectFirst("a").attr("title"));
        assertEquals(0, Jsoup.parse(part(mail, 1)).select("[onclick]").size());
    }

    @Test
    void aMailWithItsOwnLinkGetsNoFooter() throws Exception {
        String own = "<p><a href=\"{{unsubscribe}}\">No more</a></p>";
        assertFalse(part(sent(content(SendingFixture.SHOP, own, null, List.of(), NEWS), FOOTER), 1)
                .contains("Product news"));
    }

    @Test
    void aMailIsNotSentToAPersonWhoUnsubscribesFromTheTopicWhileItIsQueued() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch unsubscribed = new CountDownLatch(1);
        Recorder server = new Recorder(mail -> {
            begun.countDown();
            await(unsubscribed);
            return Recorder.ACCEPTED;
        });
        try (SendingFixture fixture =
                new SendingFixture(home, server, SendingFixture.QUICK, new SendingLimits(1, 0, 0))) {
            MessageContent news = content(SendingFixture.SHOP, "<p>Hi</p>", null, List.of(), NEWS);
            submit(fixture, news, "first@example.com", "ann@example.com", "ben@example.com");
            assertTrue(begun.await(10, TimeUnit.SECONDS));
            fixture.suppress(
                    EmailAddress.parse("ann@example.com"),
                    Suppression.ofTopic("product-news", Suppression.UNSUBSCRIBED, Recorder.NOON));
            fixture.suppress(
                    EmailAddress.parse("ben@example.com"),
                    Suppression.ofTopic("offers", Suppression.UNSUBSCRIBED, Recorder.NOON));
            unsubscribed.countDown();
            SendingFixture.await(() -> fixture.in(DeliveryState.ACCEPTED).size() == 2
                    && fixture.in(DeliveryState.SUPPRESSED).size() == 1);
            assertEquals(
                    "the recipient gets no mail of the topic product-news: unsubscribed, since " + Recorder.NOON,
                    fixture.in(DeliveryState.SUPPRESSED).get(0).detail());
        }
        assertEquals(2, server.mails().size());
        assertTrue(server.mails().stream().noneMatch(mail -> mail.contains("To: ann@example.com")));
    }

    @Test
    void aMailSentAtOnceHasItsTopic() throws Exception {
        Recorder server = new Recorder(mail -> Recorder.ACCEPTED);
        try (SendingFixture fixture = new SendingFixture(home, server, SendingFixture.QUICK)) {
            EmailAddress ann = EmailAddress.parse("ann@example.com");
            MailMessage mail = new MailMessage(ann, "Hi", "<p>Hi</p>", null, null, true, NEWS, false);
            SendResult sent = fixture.immediateSender.send(mail, null).get(10, TimeUnit.SECONDS);
            assertEquals("product-news", sent.delivery().topic());
            assertEquals(1, fixture.store.persons().topics(ann).size());
        }
        assertTrue(server.mails().get(0).contains("\r\nList-Id: Product news <product-news.example.com>\r\n"));
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(10, TimeUnit.SECONDS));
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    private MimeMessage sent(MessageContent content, String footer) throws Exception {
        Recorder server = new Recorder(mail -> Recorder.ACCEPTED);
        try (SendingFixture fixture = new SendingFixture(home, server, footer)) {
            submit(fixture, content, "ann@example.com");
            SendingFixture.await(() -> !server.mails().isEmpty());
        }
        return parsed(server.mails().get(server.mails().size() - 1));
    }

    private static void submit(SendingFixture fixture, MessageContent content, String... recipients) {
        fixture.submit(
                content,
                null,
                List.of(recipients).stream()
                        .map(to -> SendingFixture.recipient(to, Map.of()))
                        .toList());
    }

    private static MimeMessage parsed(String mail) throws MessagingException {
        Properties utf8 = new Properties();
        utf8.put("mail.mime.allowutf8", "true");
        return new MimeMessage(
                Session.getInstance(utf8), new ByteArrayInputStream(mail.getBytes(StandardCharsets.UTF_8)));
    }

    private static String part(Message mail, int index) throws MessagingException, IOException {
        return String.valueOf(((Multipart) mail.getContent()).getBodyPart(index).getContent());
    }

    private static MessageContent content(
            Mailbox from, String html, @Nullable String text, List<HeaderField> headers, @Nullable Topic topic) {
        return new MessageContent(
                from,
                List.of(),
                null,
                List.of(),
                "Hi",
                html,
                text,
                headers,
                List.of(),
                null,
                true,
                topic,
                Map.of(),
                false,
                false,
                true,
                LinkParameters.NONE,
                null,
                false,
                null);
    }
}
