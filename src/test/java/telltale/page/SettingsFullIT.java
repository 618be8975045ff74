package telltale.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.Keys;

/** The settings and the palette in a browser, with names that try to break the page. */
class SettingsFullIT extends ServedPage {
    private static final String SCRIPT = "<img src=x onerror=alert(1)><script>alert(2)</script>";
    private static final String ARABIC = "\u0639\u0631\u0636 \u0627\u0644\u0631\u0628\u064A\u0639";
    private static final String RIGHT_TO_LEFT = "\u202Egnp.exe " + ARABIC;
    private static final String LONG = "w".repeat(90);
    private static final List<String> VIEWS = List.of(
            "suppressions",
            "topics",
            "persons",
            "queue",
            "networks",
            "rules",
            "keys",
            "users",
            "domains",
            "configuration",
            "doctor",
            "system");

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @BeforeEach
    void signIn() throws IOException {
        signIn(telltale.key());
        browser.see("#overview-title");
    }

    @Test
    void theMenuLeadsToEverySection() throws Exception {
        browser.see("[data-section=settings]").click();
        browser.see("h1", "Settings");
        browser.assertNoBarrier("settings");
        browser.see(".settings-index a[href='#/audit']").click();
        browser.see("h1", "Audit log");
        assertEquals("settings", browser.see("#sections [aria-current]").getDomAttribute("data-section"));
        browser.go(site.resolve("/app/#/settings/nothing"));
        browser.see("h1", "Page not found");
    }

    @Test
    void anAddressIsSuppressedFoundAndReleased() {
        open("suppressions");
        press(".pane-actions", "Add…");
        enter("address", "ann@example.com");
        enter("reason", SCRIPT);
        press("dialog", "Add a suppression");

        browser.see(".listing", "a***@example.com");
        browser.see(".listing", SCRIPT);
        browser.see("#filter-address").sendKeys("ann@example.com" + Keys.ENTER);
        browser.see(".pane-foot", "1 suppression");
        press(".listing .actions", "Remove…");
        browser.see("dialog", "a***@example.com gets mail again");
        press("dialog", "Remove a suppression");

        browser.see(".empty", "This address is not suppressed");
    }

    @Test
    void anInvalidImportNamesItsLinesAndChangesNothing(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("list.csv"), "address\nben@example.com\nnobody\n" + SCRIPT + "\n");
        open("suppressions");
        press(".pane-actions", "Import…");
        enter("file", file.toString());
        press("dialog", "Import suppressions");

        browser.see("dialog [role=alert]", "line 3 is invalid");
        browser.see("dialog [role=alert]", "line 4 is invalid");
        browser.assertNoBarrier("settings-import");
        Files.writeString(file, "address\nben@example.com\n\n");
        enter("file", file.toString());
        press("dialog", "Import suppressions");

        browser.see("dialog", "1 added, 0 unchanged.");
        browser.see("dialog", "Line 1 was skipped: header.");
        press("dialog", "Close");
        browser.see(".listing", "b***@example.com");
        press(".pane-actions", "Export");
        assertEquals(1, browser.complaints().size(), "the answer 400 alone");
    }

    @Test
    void aTopicGetsATitle() {
        open("topics");
        press(".pane-actions", "Add…");
        enter("name", "news");
        enter("title", SCRIPT);
        press("dialog", "Save");

        browser.see(".listing", SCRIPT);
        press(".listing .actions", "Change…");
        browser.see("dialog [name=title]").clear();
        enter("title", ARABIC);
        press("dialog", "Save");

        browser.see(".listing", ARABIC);
    }

    @Test
    void aKeyIsShownOnceReplacedAndRevoked() throws Exception {
        open("keys");
        press(".pane-actions", "Create…");
        enter("name", SCRIPT);
        enter("ranges", "192.0.2.0/33");
        press("dialog", "Create an API key");
        browser.see("dialog .field-error", "ranges is invalid");
        assertEquals("ranges", browser.focused().getDomAttribute("name"));
        assertEquals(1, browser.complaints().size(), "the answer 400 alone");
        browser.focused().clear();
        enter("ranges", "192.0.2.0/24");
        enter("campaignPrefix", "shop-");
        press("dialog", "Create an API key");

        assertTrue(shownSecret().startsWith("tt_live_"), "the key is shown");
        browser.assertNoBarrier("settings-key");
        press("dialog", "Copy");
        browser.see("dialog [role=status]", "Copied.");
        press("dialog", "Close");
        browser.see(".listing", "from 192.0.2.0/24; campaigns shop-…");
        press(".listing .actions", "Rotate…");
        press("dialog", "Replace");
        assertTrue(shownSecret().startsWith("tt_live_"), "the new key is shown");
        press("dialog", "Close");
        browser.see(".listing", "replaced");
        press(".listing .actions", "Revoke…");
        press("dialog", "Revoke");

        browser.see(".empty, .pane-foot", "key");
    }

    @Test
    void aSignInLinkOpensASessionThatIsOfferedNoMore() throws Exception {
        open("users");
        browser.see(".listing", "this session");
        press(".pane-actions", "Sign-in link…");
        browser.see("dialog select[name=role]").sendKeys("read");
        press("dialog", "Create a sign-in link");
        String link = shownSecret();
        assertTrue(link.startsWith(site.resolve("/app/#sign-in=").toString()), link);
        press("dialog", "Close");

        press(".pane-actions", "End all of mine…");
        press("dialog", "Sign out everywhere");
        browser.see("#sign-in-title");
        browser.takeNewTab();
        browser.go(java.net.URI.create(link));

        browser.see("#overview-title");
        browser.see("[data-section=settings]").click();
        browser.see(".settings-index", "Suppressions");
        assertTrue(
                (Boolean) browser.ask("return document.querySelector('[href=\"#/settings/keys\"]') === null"),
                "a reader is offered no keys");
    }

    @Test
    void aNetworkListIsAdoptedAndRemoved() {
        open("networks");
        browser.see(".listing", "built in");
        press(".pane-actions", "Adopt…");
        enter("name", "own");
        enter("body", "version: 2026-11\nnetwork: web-gateway\n" + SCRIPT);
        press("dialog", "Adopt a list");
        browser.see("dialog .field-error", SCRIPT.substring(0, 20));
        browser.see("dialog .field-error", "line 3");
        assertEquals(1, browser.complaints().size(), "the answer 400 alone");
        browser.focused().sendKeys(Keys.BACK_SPACE.toString().repeat(SCRIPT.length()) + "192.0.2.0/24");
        press("dialog", "Adopt a list");

        browser.see(".listing [data-key=own]", "web gateway");
        press(".listing [data-key=own]", "Remove…");
        press("dialog", "Remove own");
        browser.see(".pane-foot", "lists");
    }

    @Test
    void rulesShowTheirDifferenceFirst() {
        open("rules");
        browser.see(".card-panel", "Ruleset 20");
        press(".card-panel", "Show the difference");
        browser.see(".card-panel [role=status]", "All deliveries are judged by the current rules.");
        browser.see(".card-panel", "All returned mail was read by the current rules.");
    }

    @Test
    void aPersonIsExportedAndErasedAfterAWarning() throws Exception {
        send("erased@example.com", "person");
        open("persons");
        press(".card-panel", "Erase a person…");
        browser.see("dialog", "the address can get mail again");
        enter("address", "nobody");
        press("dialog", "Erase for good");
        browser.see("dialog .field-error", "address");
        assertEquals(1, browser.complaints().size(), "the answer 400 alone");
        browser.focused().clear();
        enter("address", "erased@example.com");
        press("dialog", "Erase for good");

        browser.see("dialog", "Erased: 1 deliveries");
        press("dialog", "Close");
        browser.see("form [name=address]").sendKeys("erased@example.com");
        press("form", "Export");
        browser.see("#announcer", "The export is saved as a file.");
    }

    @Test
    void theSystemIsDescribedAndChecked() {
        open("system");
        browser.see("[data-health=ready]", "Ready");
        browser.see(".facts", "Ruleset");
        press(".card-panel", "Recount");
        browser.see(".card-panel [role=status]", "all counters agree.");
        press(".card-panel", "Verify");
        browser.see(".card-panel [role=status]", "nothing is missing or changed.");
        open("configuration");
        browser.see("#filter-search").sendKeys("telltale_p" + Keys.ENTER);
        browser.see(".listing [data-key=TELLTALE_PORT]", "environment");
        assertTrue(browser.address().contains("search=telltale_p"), browser.address());
        open("queue");
        browser.see(".empty", "Nothing is waiting");
    }

    @Test
    void theSetupIsCheckedOnRequest() throws Exception {
        open("doctor");
        browser.see("h1", "Self-test");
        press(".card-panel", "Check now");
        browser.see(".findings [data-level=warning]", "Warning");
        browser.see(".findings", "pixel-url-private");
        browser.see(".card-panel", "What Gmail, Yahoo and Microsoft require of bulk senders");
        browser.assertNoBarrier("settings-doctor-report");
        press(".card-panel", "Send test mails");
        browser.see(".numbers", "Slack (link preview)");
        browser.see(".numbers .wrapping");
        browser.assertNoBarrier("settings-doctor-mail");
    }

    @Test
    void thePaletteLeadsToViewsCampaignsAndDeliveries() throws Exception {
        send("palette@example.com", SCRIPT);
        browser.focused().sendKeys(Keys.chord(Keys.CONTROL, "k"));
        browser.see(".palette [role=option]", "Overview");
        browser.type("onerror");
        browser.see(".palette [role=option]", SCRIPT);
        browser.assertNoBarrier("palette");
        browser.type(Keys.ENTER);
        browser.see("h1", SCRIPT);

        browser.see("#go-to").click();
        browser.see(".palette");
        browser.type("network", Keys.ARROW_DOWN, Keys.ARROW_UP, Keys.ENTER);
        browser.see("h1", "Network lists");
        browser.focused().sendKeys(Keys.chord(Keys.CONTROL, "k"));
        browser.see(".palette");
        browser.type("ann@example.com", Keys.ENTER);
        browser.see("h1", "Deliveries");
        assertTrue(browser.address().endsWith("#/deliveries?q=ann%40example.com"), browser.address());
        browser.focused().sendKeys(Keys.chord(Keys.CONTROL, "k"));
        browser.see(".palette");
        browser.type(Keys.ESCAPE);
        browser.see("body:not(:has(.palette))");
    }

    @ParameterizedTest
    @CsvSource({"light, 390", "dark, 1920"})
    void noViewHasABarrierOrScrollsSideways(String colorScheme, int width) throws Exception {
        String look = "-" + colorScheme + "-" + width;
        post(
                "/app/api/v1/keys",
                "{\"name\": \"%s\", \"role\": \"send\", \"fromDomains\": [\"%s.example\"]}"
                        .formatted(RIGHT_TO_LEFT + LONG.substring(0, 40) + look, LONG.substring(0, 60)));
        post("/app/api/v1/suppressions", "{\"address\": \"wide@example.com\", \"reason\": \"%s\"}".formatted(LONG));
        post(
                "/app/api/v1/suppressions",
                "{\"address\": \"rtl@example.com\", \"reason\": \"%s\"}".formatted(RIGHT_TO_LEFT));
        browser.prefer(colorScheme);
        browser.resize(width);
        for (String view : VIEWS) {
            open(view);
            browser.see("h1");
            await(view);
            browser.assertNoBarrier("settings-" + view + look);
        }
    }

    /** Waits until nothing is loading. */
    private static void await(String view) {
        for (int attempt = 1; (Boolean) browser.ask("return document.querySelector('.outline') !== null"); attempt++) {
            assertTrue(attempt < 1_000, () -> view + " is still loading");
        }
    }

    private static void open(String view) {
        browser.go(site.resolve("/app/#/settings/" + view));
    }

    private static void press(String within, String label) {
        browser.see(within + " button", label).click();
    }

    private static void enter(String name, String text) {
        browser.see("dialog [name=" + name + "]").sendKeys(text);
    }

    private static String shownSecret() {
        return Objects.requireNonNull(browser.see("dialog .secret input").getDomProperty("value"));
    }

    private static void send(String to, String campaign) throws IOException, InterruptedException {
        post("/app/track", "{\"to\": \"%s\", \"subject\": \"Settings\", \"campaign\": \"%s\"}".formatted(to, campaign));
    }

    private static void post(String path, String json) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(site.resolve(path))
                .headers("Content-Type", "application/json", "Authorization", "Bearer " + telltale.key())
                .POST(BodyPublishers.ofString(json))
                .build();
        int status = HTTP.send(request, BodyHandlers.discarding()).statusCode();
        assertTrue(status < 300, path + ": " + status);
    }
}
