package telltale.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.Keys;

/** The list of deliveries and the history of one in a browser, with mails and programs that try to break the page. */
class DeliveriesFullIT extends ServedPage {
    private static final String THUNDERBIRD =
            "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Thunderbird/140.4.0";
    private static final String SCRIPT = "<img src=x onerror=alert(1)><script>alert(2)</script>";
    private static final String RIGHT_TO_LEFT = "\u202Egnp.exe \u0639\u0631\u0636 \u0627\u0644\u0631\u0628\u064A\u0639";
    private static final String LONG = "w".repeat(450);

    private MailTraffic traffic;

    @BeforeEach
    void signIn() throws IOException {
        traffic = new MailTraffic(site, telltale.key());
        signIn(telltale.key());
        browser.see("#overview-title");
    }

    @Test
    void aSearchStandsInTheAddressAndFindsByWhatOneKnows() throws Exception {
        String id = traffic.send("found@search.example", "Searched by its words", "searched");
        traffic.send("other@elsewhere.example", "Another mail", "other");
        browser.see("[data-section=deliveries]").click();

        for (String known : new String[] {"found@search.example", "@search.example", "by its WORDS", id}) {
            browser.see("#filter-q").clear();
            browser.see("#filter-q").sendKeys(known + Keys.ENTER);
            browser.await("one row for " + known, page -> rows() == 1 ? page : null);
            browser.see(".listing .row-link", "Searched by its words");
        }

        browser.reload();
        browser.see(".listing .row-link", "Searched by its words");
        assertEquals(id, browser.see("#filter-q").getDomProperty("value"));
        browser.ask("history.back(); return true");
        browser.await("the search before", page -> browser.address().contains("WORDS") ? page : null);
        browser.see(".filters button", "Clear").click();
        browser.see(".listing .row-link", "Another mail");
    }

    @Test
    void aChoiceFiltersAtOnceAndIsKeptWhileADeliveryIsOpen() throws Exception {
        traffic.send("opened@example.com", "Opened by a program", "filters");
        traffic.open("curl/8.5.0");
        traffic.send("unopened@example.com", "Not opened", "filters");
        browser.go(site.resolve("/app/#/deliveries?campaign=filters"));
        browser.see(".more-filters[open]");

        browser.see("#filter-reader").sendKeys("machines");

        browser.await("one row", page -> rows() == 1 ? page : null);
        browser.see(".listing .row-link", "Opened by a program").click();
        browser.see(".panel h1", "Opened by a program");
        assertTrue(browser.address().endsWith("?reader=machines&campaign=filters"), browser.address());
        browser.type(Keys.ESCAPE);
        browser.see(".workspace:not(.with-panel)");
        assertEquals("Opened by a program", browser.focused().getText());
    }

    @Test
    void whatIsFilteredIsSavedAsAFile() throws Exception {
        traffic.send("saved@example.com", "Saved, as a file", "saved");
        traffic.send("left@example.com", "Left out", "left");
        browser.go(site.resolve("/app/#/deliveries?campaign=saved"));
        browser.see(".listing .row-link", "Saved, as a file");
        browser.ask("""
                URL.createObjectURL = (file) => { file.text().then((text) => { window.saved = text; }); return '#'; };
                HTMLAnchorElement.prototype.click = function () { window.savedAs = this.download; };
                return true;
                """);

        browser.see(".pane-actions summary", "Download").click();
        browser.see(".pane-actions form button", "CSV").click();

        browser.await(
                "the file", page -> !browser.ask("return window.saved ?? ''").equals("") ? page : null);
        String file = String.valueOf(browser.ask("return window.saved"));
        assertTrue(file.contains("\"Saved, as a file\"") && !file.contains("Left out"), file);
        assertEquals("deliveries.csv", browser.ask("return window.savedAs"));
        browser.see(".pane-actions summary", "Download");
    }

    @Test
    void aVerdictIsCorrectedByHandAndSaysWhatChanged() throws Exception {
        String id = traffic.send("verdict@example.com", "With a verdict", "verdicts");
        traffic.open("curl/8.5.0");
        browser.go(site.resolve("/app/#/deliveries/" + id));
        browser.see(".timeline [data-kind=open][data-who=program]", "Other bot");
        browser.see(".timeline [data-kind=open] summary", "Raw facts").click();
        browser.see(".timeline [data-kind=open] .facts", "curl/8.5.0");

        browser.see(".timeline [data-kind=open] summary", "Correct the verdict").click();
        browser.see(".timeline [data-kind=open] select").sendKeys("Person, directly");
        browser.see(".timeline [data-kind=open] form button", "Correct").click();

        browser.see(".timeline .notice.good", "Opens by people: 0 → 1");
        browser.see(".timeline [data-who=person]", "Corrected by a person.");
        browser.await(
                "the list to count the open",
                page -> browser.see(".listing tr.open td.number").getText().startsWith("1") ? page : null);
        browser.assertNoBarrier("delivery-corrected");
        browser.see(".timeline [data-kind=open] summary", "Correct the verdict").click();
        browser.see(".timeline [data-kind=open] form button", "Remove the correction")
                .click();
        browser.see(".timeline [data-kind=open][data-who=program]", "Other bot");
        browser.see(".timeline .notice.good", "Opens by people: 1 → 0");
    }

    @Test
    void theMailIsShownAsItWasSentAndLookingAtItCountsAsNothing() throws Exception {
        String id = traffic.send("mail@example.com", "Shown as it was sent", "mails");
        browser.go(site.resolve("/app/#/deliveries/" + id));

        browser.see(".sent-mail button", "Show the mail").click();

        browser.inFrame(".mail-frame", () -> browser.see("a[data-link='1']", "a"));
        browser.assertNoBarrier("delivery-mail");
        browser.see("[role=tab][aria-selected=true]", "HTML").sendKeys(Keys.ARROW_RIGHT);
        browser.see("[role=tabpanel] pre", "Hello");
        assertEquals("Text", browser.focused().getText());
        browser.type(Keys.ARROW_RIGHT);
        browser.see("[role=tabpanel] pre", "Subject: Shown as it was sent");
        browser.see("[role=tabpanel] pre", "/app/pixel/");
        browser.assertNoBarrier("delivery-source");
        browser.reload();
        browser.see(".panel", "The tracking image has not been loaded yet.");
        browser.see(".panel", "No link has been clicked yet.");
    }

    @Test
    void thePagesOfAMessageAreEnded() throws Exception {
        traffic.submit("""
                {"subject": "With a page", "campaign": "pages", "html": "<a href='{{view}}'>View</a>", "to": "pages@example.com"}""");
        browser.go(site.resolve("/app/#/deliveries?campaign=pages"));
        browser.see(".listing .row-link", "With a page").click();
        browser.see(".sent-mail button", "Show the mail").click();
        browser.see(".sent-mail button", "End the pages…").click();
        browser.see("dialog[open]", "for good");
        browser.assertNoBarrier("delivery-pages");
        browser.see("dialog[open] button.danger").click();

        browser.await(
                "the button to be gone",
                page -> browser.see(".sent-mail").getText().contains("End the pages") ? null : page);
    }

    @Test
    void aDeliveryThatMachinesOnlyClickedIsNotSaidToBeLoaded() throws Exception {
        String id = traffic.send("clicked@example.com", "Clicked by a program", "programs");
        traffic.click("curl/8.5.0");
        browser.go(site.resolve("/app/#/deliveries/" + id));

        browser.see(".panel .facts", "Machines only");
        browser.see(".panel", "The tracking image has not been loaded yet.");
    }

    @Test
    void tenThousandRowsAreScrolledThroughWithFewOfThemDrawn() {
        browser.ask("""
                const real = window.fetch;
                const item = (place) => ({
                  id: `d${place}`, to: `a${place}@example.com`, subject: `Subject ${place}`, campaign: null, state: 'accepted',
                  createdAt: '2026-11-22T10:00:00Z', opens: counts, clicks: counts,
                });
                const counts = { total: 0, people: 0, machines: 0, unknown: 0, repeated: 0 };
                const page = { deliveries: Array.from({ length: 10000 }, (_, place) => item(place)), next: null };
                window.fetch = async (address, init) =>
                    String(address).startsWith('api/v1/deliveries?') ? Response.json(page) : real(address, init);
                return true;
                """);
        browser.see("[data-section=deliveries]").click();
        browser.see(".listing .row-link", "Subject 0");

        Object frames = browser.askLater("""
                const times = [];
                let last = performance.now();
                const step = (now) => {
                  times.push(now - last);
                  last = now;
                  scrollBy(0, 400);
                  if (times.length < 120) { requestAnimationFrame(step); } else { done(times.sort((a, b) => a - b)[60]); }
                };
                requestAnimationFrame(step);
                """);

        System.out.println("Median time of a frame while 10,000 rows scroll: " + frames + " ms");
        assertTrue(rows() < 300, () -> rows() + " rows");
        assertEquals("10001", browser.see(".listing").getDomAttribute("aria-rowcount"));
        browser.ask("scrollTo(0, document.documentElement.scrollHeight); return true");
        browser.see(".listing .row-link", "Subject 9999");
        assertTrue(rows() < 300, () -> rows() + " rows");
    }

    @ParameterizedTest
    @CsvSource({"light, 360", "dark, 1920"})
    void noViewHasABarrierOrScrollsSidewaysWhateverStrangersWrote(String colorScheme, int width) throws Exception {
        String look = "-" + colorScheme + "-" + width;
        String id = "";
        for (String text : new String[] {LONG, RIGHT_TO_LEFT, SCRIPT}) {
            id = traffic.send("wide@example.com", text, text.substring(0, Math.min(text.length(), 100)));
            traffic.click(THUNDERBIRD + " " + text.replaceAll("[^ -~]", ""));
        }
        browser.prefer(colorScheme);
        browser.resize(width);
        browser.go(site.resolve("/app/#/deliveries?state=accepted&provider=other"));
        browser.see(".listing .row-link", SCRIPT);
        browser.see(".listing .row-link", RIGHT_TO_LEFT);
        browser.assertNoBarrier("deliveries" + look);
        browser.go(site.resolve("/app/#/deliveries?q=nothing+like+this"));
        browser.see(".empty", "No matching deliveries");
        browser.assertNoBarrier("deliveries-none" + look);
        browser.go(site.resolve("/app/#/deliveries/" + id));
        browser.see(".panel h1", SCRIPT);
        browser.see(".timeline [data-kind=click] summary", "Raw facts").click();
        browser.see(".timeline .facts", SCRIPT);
        browser.see(".timeline [data-kind=click] summary", "Correct the verdict")
                .click();
        browser.assertNoBarrier("delivery-facts" + look);
    }

    private static long rows() {
        return (Long) browser.ask("return document.querySelectorAll('.listing tbody [aria-rowindex]').length");
    }
}
