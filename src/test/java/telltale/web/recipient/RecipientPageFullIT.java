package telltale.web.recipient;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.openqa.selenium.Keys;
import telltale.model.ConsentDecision;
import telltale.model.ConsentPurpose;
import telltale.model.ConsentRequest;
import telltale.model.Suppression;
import telltale.model.Topic;
import telltale.model.TopicSubscription;
import telltale.page.Chromium;
import telltale.sending.RecipientPreferences.Choices;
import telltale.web.recipient.ConsentPage.Notice;

/** The recipients' pages in a browser: accessible, usable by keyboard, and not blocked by their own policy. */
class RecipientPageFullIT {
    private static Chromium browser;
    private static final Tomcat tomcat = new Tomcat();

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        browser = new Chromium();
        tomcat.setBaseDir(folder.toString());
        tomcat.setPort(0);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        String webapp = Files.createDirectories(folder.resolve("webapp")).toString();
        tomcat.addContext("", webapp)
                .addServletContainerInitializer(
                        (classes, context) ->
                                context.addServlet("pages", new Pages()).addMapping("/*"),
                        null);
        tomcat.start();
    }

    @AfterAll
    static void stop() throws Exception {
        browser.close();
        tomcat.stop();
        tomcat.destroy();
    }

    @BeforeEach
    void takeNewTab() {
        browser.takeNewTab();
    }

    @AfterEach
    void nothingWasBlockedByThePolicy() {
        assertEquals(List.of(), browser.complaints());
    }

    @ParameterizedTest
    @EnumSource(Language.class)
    void everyPageIsAccessible(Language language) throws IOException {
        for (String page : List.of(
                "unsubscribe",
                "unsubscribe-topic",
                "unsubscribed",
                "tracked",
                "untracked",
                "topics",
                "consent",
                "consent-alert",
                "consent-decided",
                "lost",
                "later")) {
            for (String scheme : List.of("light", "dark")) {
                browser.prefer(scheme);
                browser.resize(320);
                go(page, language);
                List<String> barriers = browser.barriers();
                browser.picture(page + "-" + language.tag() + "-" + scheme);

                assertAll(
                        page + " in " + language + ", " + scheme,
                        () -> assertEquals(List.of(), barriers),
                        () -> assertEquals(0, browser.overhang()));
            }
        }
    }

    @Test
    void darkModeChangesColours() {
        browser.prefer("light");
        go("unsubscribe", Language.ENGLISH);
        String light = browser.background();
        browser.prefer("dark");

        assertNotEquals(light, browser.background());
    }

    @ParameterizedTest
    @EnumSource(Language.class)
    void theFirstTabAndEnterPressTheButton(Language language) {
        go("unsubscribe", language);
        browser.type(Keys.TAB);
        assertEquals("button", browser.focused().getTagName());
        browser.type(Keys.ENTER);
        browser.see("h1", RecipientTexts.of(language).get("unsubscribed.title"));

        assertEquals(language.tag(), browser.ask("return document.documentElement.lang"));
    }

    @Test
    void aPurposeIsTickedByItsLabelAndByKeyboard() {
        go("consent", Language.ENGLISH);
        browser.type(Keys.TAB);
        assertEquals("open-measurement", browser.focused().getDomAttribute("name"));
        browser.type(Keys.SPACE);
        assertEquals(List.of("open-measurement"), ticked());
        assertEquals(true, browser.ask("return document.querySelector('label[for=hygiene]').click() ?? true"));
        assertEquals(List.of("open-measurement", "hygiene"), ticked());
    }

    private static Object ticked() {
        return browser.ask("return [...document.querySelectorAll(':checked')].map(box => box.name)");
    }

    private static void go(String page, Language language) {
        browser.go(URI.create(
                "http://127.0.0.1:" + tomcat.getConnector().getLocalPort() + "/" + page + "?lang=" + language.tag()));
    }

    private static final class Pages extends HttpServlet {
        private static final long serialVersionUID = 1;
        private static final Instant AT = Instant.parse("2026-11-22T12:00:00Z");
        private static final Suppression UNSUBSCRIBED =
                new Suppression(Suppression.Scope.BULK, Suppression.UNSUBSCRIBED, AT);
        private static final Topic LONG = new Topic("long", "أخبار <b>" + "x".repeat(80));
        private static final List<TopicSubscription> TOPICS = List.of(
                new TopicSubscription(LONG, AT, null),
                new TopicSubscription(Topic.named("product-news"), AT, null),
                new TopicSubscription(
                        Topic.named("offers"), AT, Suppression.ofTopic("offers", Suppression.UNSUBSCRIBED, AT)),
                new TopicSubscription(Topic.named("jobs"), AT, Suppression.ofTopic("jobs", "complaint", AT)));

        private static final ConsentRequest ASKED = new ConsentRequest(
                EnumSet.allOf(ConsentPurpose.class),
                "مخبز <b> (news@bakery.example)",
                "spring",
                "Dear readers,\n\n" + "x".repeat(80));

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            Language language = Language.of(request);
            page(request.getRequestURI(), language).send(response, HttpServletResponse.SC_OK);
        }

        @Override
        protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
            RecipientPage.unsubscribed(Language.of(request), null).send(response, HttpServletResponse.SC_OK);
        }

        private static RecipientPage page(String path, Language language) {
            return switch (path) {
                case "/unsubscribe" -> RecipientPage.unsubscribe(language, null);
                case "/unsubscribe-topic" -> RecipientPage.unsubscribe(language, LONG);
                case "/unsubscribed" -> RecipientPage.unsubscribed(language, null);
                case "/tracked" -> PreferencesPage.of(language, new Choices(true, null, List.of(), Map.of()), "token");
                case "/untracked" ->
                    PreferencesPage.of(language, new Choices(false, UNSUBSCRIBED, List.of(), Map.of()), "token");
                case "/topics" -> PreferencesPage.of(language, new Choices(true, null, TOPICS, Map.of()), "token");
                case "/consent" -> ConsentPageTest.page(language, ConsentPageTest.standing(ASKED), Notice.NONE);
                case "/consent-alert" ->
                    ConsentPageTest.page(language, ConsentPageTest.standing(ASKED), Notice.NOTHING_TICKED);
                case "/consent-decided" ->
                    ConsentPageTest.page(language, ConsentPageTest.decided(ConsentDecision.GIVEN), Notice.RECORDED);
                case "/later" -> RecipientPage.unavailable(language);
                default -> RecipientPage.invalidLink(language);
            };
        }
    }
}
