package telltale.page;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.Keys;
import telltale.launcher.RunningWar;

/** Overview, campaign and live view in a browser, with names of campaigns that try to break the page. */
class DashboardFullIT extends ServedPage {
    private static final String THUNDERBIRD =
            "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Thunderbird/140.4.0";
    private static final String SCRIPT = "<img src=x onerror=alert(1)><script>alert(2)</script>";
    private static final String RIGHT_TO_LEFT = "\u202Egnp.exe \u0639\u0631\u0636 \u0627\u0644\u0631\u0628\u064A\u0639";
    private static final String LONG = "w".repeat(100);

    private static final String CATCH_FILE = """
            window.saved = '';
            URL.createObjectURL = (file) => { file.text().then((text) => { window.saved = text; }); return '#'; };
            HTMLAnchorElement.prototype.click = () => {};
            return true;
            """;

    @BeforeEach
    void signIn() throws IOException {
        signIn(telltale.key());
        browser.see("#overview-title");
    }

    @Test
    void theFirstPageTeachesHowToBegin(@TempDir Path folder) throws Exception {
        try (RunningWar fresh = RunningWar.serving(folder)) {
            URI empty = URI.create(fresh.awaitSite());
            browser.takeNewTab();
            browser.go(empty.resolve("/app/"));
            browser.see("#key").sendKeys(fresh.key() + Keys.ENTER);

            browser.see(".empty", "Nothing has been sent yet");
            browser.assertNoBarrier("overview-empty");
            browser.see(".empty a", "Send your first mail").click();

            browser.see("#compose-to");
        }
    }

    @Test
    void aClickByAPersonIsAFigureThatLeadsToItsEvent() throws Exception {
        send("figures@example.com", SCRIPT);
        click(THUNDERBIRD);

        seeAfterReload("dl.tiles", "Clicks by people\n1");
        seeAfterReload(".bars", "shop.example");
        browser.see(".bars", SCRIPT);
        browser.see(".tiles a[href*='kind=click']").click();

        browser.see("h1", "Opens and clicks");
        browser.see(".event[data-who=people]", "f***@example.com");
        browser.see(".event", SCRIPT);
        browser.see(".live-state a", "Watch live").click();
        browser.see(".live-mark[data-state=live]");
    }

    @Test
    void machinesAreOneClickAwayAndNotAmongPeople() throws Exception {
        send("machines@example.com", "machines");
        open("curl/8.5.0");

        browser.see(".choices a", "Machines").click();

        seeAfterReload(".bars", "Other bot");
        assertTrue(browser.address().contains("who=machines"), browser.address());
        browser.see("dl.tiles", "Opens by machines");
        browser.assertNoBarrier("overview-machines");
    }

    @Test
    void anEventArrivesLiveWithTheReasonOfItsVerdict() throws Exception {
        send("live@example.com", LONG);
        browser.see("[data-section=live]").click();
        browser.see(".live-mark[data-state=live]");

        click(THUNDERBIRD);

        browser.see(".event[data-who=people]", "l***@example.com");
        browser.see(".event .event-why", "Thunderbird");
        browser.see(".live-state button", "Pause").click();
        open("curl/8.5.0");
        browser.see(".live-state", "1 new while paused");
        browser.see(".live-state button", "Resume").click();
        browser.see(".event[data-who=machines] .event-why", "Other bot");
        browser.see(".live-mark[data-state=live]");
        browser.assertNoBarrier("live");
    }

    @Test
    void figuresAndEventsAreSavedAsFiles() throws Exception {
        send("files@example.com", "files");
        open("curl/8.5.0");
        Map<String, String> views =
                Map.of("overview", "Overview", "campaigns/files", "files", "live?days=7", "Opens and clicks");
        for (Map.Entry<String, String> view : views.entrySet()) {
            browser.go(site.resolve("/app/#/" + view.getKey()));
            browser.see("h1", view.getValue());
            browser.see(".range-picker summary", "Download").click();
            browser.ask(CATCH_FILE);
            browser.see(".range-picker form button", "CSV").click();
            browser.await(
                    "a file",
                    page -> String.valueOf(browser.ask("return window.saved")).contains(",") ? page : null);
            browser.assertNoBarrier("download");
        }
    }

    @Test
    void aChartIsReadByTheKeyboardAndAsATable() throws Exception {
        send("keyboard@example.com", "keyboard");
        browser.reload();
        browser.see(".plot .line");

        browser.see(".plot").sendKeys(Keys.END);

        browser.see(".readout", "opens by people");
        browser.see(".as-table summary", "Show as a table").click();
        browser.see(".scroll th", "20");
        browser.assertNoBarrier("overview-table");
    }

    @ParameterizedTest
    @CsvSource({"light, 360", "dark, 1920"})
    void noViewHasABarrierOrScrollsSideways(String colorScheme, int width) throws Exception {
        for (String campaign : List.of(SCRIPT, RIGHT_TO_LEFT, LONG)) {
            send("wide@example.com", campaign);
            open("curl/8.5.0");
        }
        String look = "-" + colorScheme + "-" + width;
        browser.prefer(colorScheme);
        browser.resize(width);
        seeAfterReload(".bars", LONG.substring(0, 20));
        browser.see(".plot .line");
        browser.assertNoBarrier("overview" + look);
        browser.see(".bars a", RIGHT_TO_LEFT).click();
        browser.see(".funnel li");
        browser.see(".plot .line");
        browser.assertNoBarrier("campaign-figures" + look);
        browser.go(site.resolve("/app/#/live"));
        browser.see(".event", LONG.substring(0, 20));
        browser.assertNoBarrier("live" + look);
    }

    /** Reads the page again until the figures of what just happened are there; the judge runs in the background. */
    private static void seeAfterReload(String selector, String text) {
        for (int attempt = 1; !shows(selector, text); attempt++) {
            assertTrue(attempt < 60, () -> "waited for “" + text + "”");
            browser.reload();
            browser.see(".plot .line, .empty");
        }
    }

    private static boolean shows(String selector, String text) {
        return (Boolean) Objects.requireNonNull(browser.ask(
                "return [...document.querySelectorAll(arguments[0])].some((e) => e.innerText.includes(arguments[1]))",
                selector,
                text));
    }

    private static void send(String to, String campaign) throws IOException, InterruptedException {
        traffic().send(to, "Figures for " + to, campaign);
    }

    private static void open(String agent) throws IOException, InterruptedException {
        traffic().open(agent);
    }

    private static void click(String agent) throws IOException, InterruptedException {
        traffic().click(agent);
    }

    private static MailTraffic traffic() throws IOException {
        return new MailTraffic(site, telltale.key());
    }
}
