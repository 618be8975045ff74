package telltale.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** The page in a browser, up to the first open. */
class PageFullIT extends ServedPage {
    /** Selects what a field contains, so that what is typed next replaces it. */
    private static final String ALL = Keys.chord(Keys.CONTROL, "a");

    @Test
    void anOpenIsSeenOnThePageOnceItsMailWasOpened() throws IOException {
        signIn();
        send("ann@example.com", "The first mail");
        browser.see(".notice.good a").click();
        browser.see(".panel h1", "The first mail");
        browser.see(".panel", "The tracking image has not been loaded yet.");

        browser.openInMailbox(site, "The first mail");

        browser.see(".panel", "Tracking image loaded once: 1 ");
        browser.see(".timeline [data-kind=open] summary", "Raw facts").click();
        browser.see(".timeline [data-kind=open] .facts", "Mozilla/5.0");
        browser.see(".listing tr.open td.number", "1");
        browser.see(".listing tr.open td.number + td.number", "0");
        assertEquals("The first mail – Telltale", browser.title());
        browser.picture("delivery");
    }

    @Test
    void aVisitedLinkIsCountedInTheListAndNamedInItsDelivery() throws Exception {
        String link = "https://shop.example/autumn?a=1&b=2";
        post("/app/track", """
                {"to": "clicks@example.com", "subject": "With a link", "html": "<a href='%s'>x</a>"}""".formatted(link));
        String mails = ask("/mailbox/api/messages").body();
        Matcher click = Pattern.compile("/app/click/[\\w-]+").matcher(mails);
        assertTrue(click.find(), mails);
        assertEquals(link, ask(click.group()).headers().firstValue("Location").orElse(""));

        signIn();
        browser.see(".listing .row-link", "With a link").click();

        browser.see(".panel", "Clicked once: ");
        browser.see(".links", link);
        browser.see(".listing tr.open td.number + td.number", "0 +1");
        browser.assertNoBarrier("links");
    }

    private static HttpResponse<String> ask(String path) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(site.resolve(path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static void post(String path, String json) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(site.resolve(path))
                .headers("Content-Type", "application/json", "Authorization", "Bearer " + telltale.key())
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build();
        assertEquals(
                200,
                HttpClient.newHttpClient()
                        .send(request, HttpResponse.BodyHandlers.discarding())
                        .statusCode());
    }

    @Test
    void everythingIsReachedByTheKeyboardAlone() throws IOException {
        browser.see("#key");
        browser.type(telltale.key(), Keys.ENTER);
        browser.see("#overview-title");
        tabTo("Compose");
        browser.type(Keys.ENTER);
        browser.see("#compose-to");
        tabTo("To");
        browser.type("keys@example.com", Keys.TAB, "By keyboard", Keys.ENTER);
        browser.see(".notice.good");
        tabTo("View delivery");
        browser.type(Keys.ENTER);
        browser.see(".panel h1", "By keyboard");

        browser.type(Keys.ESCAPE);

        browser.see(".workspace:not(.with-panel)");
        assertEquals("By keyboard", browser.focused().getText());
        assertEquals("Deliveries – Telltale", browser.title());
    }

    @Test
    void aRefusedInputIsToldAtItsField() throws IOException {
        signIn();
        browser.see("[data-section=compose]").click();
        browser.see("#compose-to").sendKeys(ALL + "nobody" + Keys.ENTER);

        WebElement error = browser.see("#compose-to-error");
        assertFalse(error.getText().isBlank());
        assertEquals("compose-to", browser.focused().getDomAttribute("id"));
        assertEquals(1, browser.complaints().size(), "the answer 400 alone");
    }

    @Test
    void anUnknownAddressSaysSoAndLeadsBack() throws IOException {
        signIn();
        browser.go(site.resolve("/app/#/nothing"));

        browser.see("h1", "Page not found");
        assertEquals("Page not found – Telltale", browser.title());
        assertEquals("Page not found", browser.focused().getText());
        browser.see("#sections a:not([aria-current])");
        assertEquals(List.of(), browser.barriers());
        browser.see("main a").click();

        browser.see("#sections a[aria-current=page]", "Deliveries");
        assertEquals("deliveries-title", browser.focused().getDomAttribute("id"));
    }

    @Test
    void aDeliveryThatDoesNotExistIsAProblemThatCanBeTriedAgain() throws IOException {
        signIn();
        browser.go(site.resolve("/app/#/deliveries/nothing"));

        browser.see(".panel [role=alert]", "ot found");
        assertEquals("Delivery – Telltale", browser.title());
        browser.see(".panel [role=alert] button", "Try again").click();
        browser.see(".panel [role=alert]");
        assertTrue(
                browser.complaints().stream().allMatch(complaint -> complaint.contains("404")),
                "the answers 404 alone");
    }

    @Test
    void whatStrangersWroteIsShownAsTheyWroteIt() throws IOException {
        String hostile = "<img src=x onerror=alert(1)>";
        signIn();
        send("strange@example.com", hostile);

        browser.see(".notice.good a").click();

        browser.see(".panel h1", hostile);
        browser.see(".listing", hostile);
    }

    @Test
    void aFilterThatNothingPassesSaysSoAndLeadsBack() throws IOException {
        signIn();
        send("filtered@example.com", "To be found again");
        browser.see("[data-section=deliveries]").click();
        browser.see("#filter-q").sendKeys("nobody@example.com" + Keys.ENTER);
        browser.see(".empty", "No matching deliveries");

        browser.see(".empty a").click();

        browser.see(".listing", "To be found again");
    }

    @Test
    void theAuditLogIsFilteredByOperation() throws IOException {
        signIn();
        browser.see("[data-section=settings]").click();
        browser.see(".settings-index a[href='#/audit']").click();
        browser.see(".listing .mail", "POST /api/v1/session");
        browser.see(".listing .actor", "session, from 127.0.0.0");
        browser.assertNoBarrier("audit");

        browser.see("#filter-operation").sendKeys("GET /api/v1/nothing" + Keys.ENTER);

        browser.see(".empty", "No matching operations");
        browser.see(".empty a", "Show all operations").click();
        browser.see(".listing .state", "done");
        assertEquals("", browser.see("#filter-operation").getDomProperty("value"));
    }

    @Test
    void aCampaignIsComparedWithAnotherOne() throws IOException {
        signIn();
        send("left@example.com", "Left", "left <b>");
        send("right@example.com", "Right", "right");
        browser.see("[data-section=campaigns]").click();
        browser.see(".listing [data-key^=left] .row-link").click();

        browser.see("#compare-other").sendKeys("right" + Keys.ENTER);

        browser.see(".comparison tbody tr:first-child", "left <b>");
        browser.see(".comparison tbody tr:last-child", "right");
        browser.see(".comparison .rate-words", "may be due to chance");
        assertEquals(1L, browser.ask("return document.querySelectorAll('#compare-others option[value=right]').length"));
        assertEquals(List.of(), browser.barriers());
        browser.prefer("dark");
        assertEquals(List.of(), browser.barriers());
        browser.picture("comparison-dark");
        browser.prefer("light");
        browser.picture("comparison");
    }

    @Test
    void aCampaignIsShownWithItsIntervalAndFunnel() throws IOException {
        signIn();
        send("camp@example.com", "Of a campaign", "Spring / “été” 100%");
        send("camp2@example.com", "Of the same", "Spring / “été” 100%");
        browser.openInMailbox(site, "Of a campaign");
        browser.openInMailbox(site, "Of a campaign");

        browser.see("[data-section=campaigns]").click();
        browser.see(".listing .row-link", "Spring / “été” 100%").click();

        browser.see(".tiles", "Sent\n2");
        browser.see(".rate", "opened it");
        browser.see(".rate svg");
        browser.see(".funnel li", "Sent");
        browser.see(".plot .line");
        String drawn = String.valueOf(browser.see(".plot").getAccessibleName());
        assertTrue(drawn.contains("A table with all numbers follows.") || drawn.endsWith(": none."), drawn);
        browser.reload();
        browser.see("h1", "Spring / “été” 100%");
        assertEquals("Spring / “été” 100% – Telltale", browser.title());
        browser.see(".back a").click();
        browser.see(".listing .row-link", "Spring / “été” 100%");
        assertEquals("Spring / “été” 100%", browser.focused().getText());
    }

    @Test
    void aRangeOfDaysStandsInTheAddress() throws IOException {
        signIn();
        send("range@example.com", "Of a range", "range");
        browser.see("[data-section=campaigns]").click();
        browser.see(".listing");
        browser.see(".range-picker a", "7 days").click();

        browser.see(".range-picker a[aria-current]", "7 days");
        browser.see(".listing .row-link", "range").click();

        browser.see(".tiles");
        assertTrue(browser.address().endsWith("#/campaigns/range?days=7"), browser.address());
        browser.see(".custom summary", "Custom…").click();
        browser.see(".custom button", "Show").click();
        browser.await("the days in the address", page -> browser.address().contains("from=") ? page : null);
        browser.see(".tiles");
    }

    @Test
    void campaignsAreFoundByAPartOfTheirName() throws IOException {
        signIn();
        send("part@example.com", "Found", "<b>100% autumn");
        send("other@example.com", "Not found", "winter");
        browser.see("[data-section=campaigns]").click();
        browser.see(".listing .row-link", "winter");
        browser.see("#filter-q").sendKeys("0% AUT" + Keys.ENTER);

        browser.await(
                "the others to be left out",
                page -> browser.see(".listing tbody").getText().contains("winter") ? null : page);
        browser.see(".listing .row-link", "<b>100% autumn").click();
        browser.see("h1", "<b>100% autumn");
        browser.go(site.resolve("/app/#/campaigns?q=nothing"));
        browser.see(".empty a", "Show all campaigns").click();
        browser.see(".listing .row-link", "winter");
    }

    @Test
    void anEarlierAddressLeadsToTheViewOfToday() throws IOException {
        signIn();
        browser.go(site.resolve("/app/#/send"));

        browser.see("#compose-to");
        assertTrue(browser.address().endsWith("#/compose"), browser.address());
    }

    /** Preact 10.28.0 lost new elements among elements that moved. */
    @Test
    void listsThatAreSortedAnewHaveAllOfTheirItems() throws IOException {
        String preact = Base64.getEncoder()
                .encodeToString(Files.readAllBytes(Path.of("src/main/webapp/assets/js/lib/preact.js")));
        // Without the policy of the page, which forbids such an import.
        browser.go(URI.create("about:blank"));
        assertEquals("", browser.askLater("import('data:text/javascript;base64," + preact + "').then(" + """
                ({ h, render }) => {
                  let seed = 1;
                  const random = () => (seed = (seed * 1103515245 + 12345) % 2147483648) / 2147483648;
                  const someOf = (keys) => [...keys].filter(() => random() < 0.5).sort(() => random() - 0.5);
                  for (let round = 0; round < 300; round++) {
                    const place = document.createElement('div');
                    for (const keys of [1, 2, 3].map(() => someOf('abcdefghijkl'))) {
                      render(h('ul', null, keys.map((key) => h('li', { key }, key))), place);
                      if (place.textContent !== keys.join('')) {
                        done(`${keys.join('')} is drawn as ${place.textContent}`);
                      }
                    }
                  }
                  done('');
                }, (failed) => done(String(failed)));
                """));
    }

    @ParameterizedTest
    @CsvSource({"light, 360", "dark, 1920"})
    void noSectionHasABarrierOrScrollsSideways(String colorScheme, int width) throws IOException {
        String look = "-" + colorScheme + "-" + width;
        browser.prefer(colorScheme);
        browser.resize(width);
        browser.see("#key");
        browser.assertNoBarrier("sign-in" + look);
        signIn();
        browser.see("[data-section=compose]").click();
        browser.see("#compose-to");
        browser.assertNoBarrier("compose" + look);
        send("a-name-that-is-longer-than-a-phone-is-wide@a-domain-that-is-long-too.example.com", "Wide ".repeat(40));
        browser.see(".notice.good a").click();
        browser.see(".timeline li");
        browser.assertNoBarrier("delivery" + look);
        browser.type(Keys.ESCAPE);
        browser.see(".listing tbody tr");
        browser.assertNoBarrier("list" + look);
        send(
                "wide@example.com",
                "Of a campaign",
                "a-campaign-with-a-name-that-no-phone-shows-in-one-line-" + "w".repeat(30));
        browser.openInMailbox(site, "Of a campaign");
        browser.see("[data-section=campaigns]").click();
        browser.see(".listing .row-link");
        browser.assertNoBarrier("campaigns" + look);
        browser.see(".listing .row-link", "a-campaign-with").click();
        browser.see(".plot .line");
        browser.assertNoBarrier("campaign" + look);
    }

    @Test
    void aReaderWhoPrefersTheDarkGetsIt() {
        browser.see("#key");
        browser.prefer("light");
        String light = browser.background();

        browser.prefer("dark");

        assertTrue(brightness(light) > 200, light);
        assertTrue(brightness(browser.background()) < 60, browser.background());
    }

    /** The first of the three numbers of a colour like {@code rgb(246, 248, 248)}; the page's grounds are greys. */
    private static int brightness(String color) {
        return Integer.parseInt(color.replaceAll("^rgb\\((\\d+),.*", "$1"));
    }

    private static void signIn() throws IOException {
        browser.see("#key").sendKeys(telltale.key() + Keys.ENTER);
        browser.see("#overview-title");
        browser.see("[data-section=deliveries]").click();
        browser.see("#deliveries-title");
    }

    private static void send(String to, String subject) {
        send(to, subject, "");
    }

    private static void send(String to, String subject, String campaign) {
        browser.see("[data-section=compose]").click();
        browser.see("#compose-to").sendKeys(ALL + to);
        browser.see("#compose-subject").sendKeys(ALL + subject);
        browser.see("#compose-message").sendKeys(ALL + "It rains in Lisbon.");
        browser.see("#compose-campaign").sendKeys(ALL, Keys.BACK_SPACE, campaign);
        browser.see(".compose-form button[type=submit]").click();
        browser.see(".notice.good", to);
    }

    /** Presses Tab until the focus is on what has that name; a reader who must press it very often has not reached it. */
    private static void tabTo(String name) {
        for (int presses = 0; presses < 40; presses++) {
            browser.type(Keys.TAB);
            if (name.equals(browser.focused().getAccessibleName())) {
                return;
            }
        }
        throw new AssertionError("no Tab leads to “" + name + "”");
    }
}
