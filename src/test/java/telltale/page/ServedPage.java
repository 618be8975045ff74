package telltale.page;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import telltale.launcher.RunningWar;

/** The page of a running server in a browser, for the tests of one class. */
abstract class ServedPage {
    static Chromium browser;
    static RunningWar telltale;
    static URI site;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException, InterruptedException {
        browser = new Chromium();
        // The pages must not depend on what name servers answer.
        telltale = RunningWar.serving(folder, Map.of("TELLTALE_DNS", "off", "EMAIL_FROM_ALLOWED", "shop@example.com"));
        site = URI.create(telltale.awaitSite());
    }

    @AfterAll
    static void stop() {
        browser.close();
        telltale.close();
    }

    @BeforeEach
    void openThePage() {
        browser.takeNewTab();
        browser.go(site.resolve("/app/"));
    }

    /** Also that neither the Content-Security-Policy nor Trusted Types were violated. */
    @AfterEach
    void theConsoleIsQuiet() {
        assertEquals(List.of(), browser.complaints());
    }

    static void signIn(String key) {
        browser.see("#key").sendKeys(key + Keys.ENTER);
    }
}
