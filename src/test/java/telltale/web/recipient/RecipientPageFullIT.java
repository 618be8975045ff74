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
import java.util.List;
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
import telltale.page.Browser;

/** The recipients' pages in a browser: accessible, usable by keyboard, and not blocked by their own policy. */
class RecipientPageFullIT {
    private static Browser browser;
    private static final Tomcat tomcat = new Tomcat();

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        browser = new Browser();
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
        for (String page : List.of("unsubscribe", "unsubscribed", "tracked", "untracked", "lost", "later")) {
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

    private static void go(String page, Language language) {
        browser.go(URI.create(
                "http://127.0.0.1:" + tomcat.getConnector().getLocalPort() + "/" + page + "?lang=" + language.tag()));
    }

    private static final class Pages extends HttpServlet {
        private static final long serialVersionUID = 1;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            Language language = Language.of(request);
            page(request.getRequestURI(), language).send(response, HttpServletResponse.SC_OK);
        }

        @Override
        protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
            RecipientPage.unsubscribed(Language.of(request)).send(response, HttpServletResponse.SC_OK);
        }

        private static RecipientPage page(String path, Language language) {
            return switch (path) {
                case "/unsubscribe" -> RecipientPage.unsubscribe(language);
                case "/unsubscribed" -> RecipientPage.unsubscribed(language);
                case "/tracked" -> RecipientPage.preferences(language, true);
                case "/untracked" -> RecipientPage.preferences(language, false);
                case "/later" -> RecipientPage.unavailable(language);
                default -> RecipientPage.invalidLink(language);
            };
        }
    }
}
