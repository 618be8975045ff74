package telltale.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The domains of senders in a browser, from adding one to removing it. */
class DomainsFullIT extends ServedPage {
    @BeforeEach
    void signIn() throws IOException {
        signIn(telltale.key());
        browser.see("#overview-title");
    }

    @Test
    void aDomainGetsAddressesAndKeysThatAreRotated() throws Exception {
        browser.go(site.resolve("/app/#/settings/domains"));
        browser.see(".empty", "No sender domains");
        press(".pane-actions", "Add…");
        enter("domain", "walk.example");
        enter("trackingUrl", "http://click.walk.example");
        press("dialog", "Add a sender domain");
        browser.see("dialog .field-error", "it does not begin with https://");
        assertEquals("trackingUrl", browser.focused().getDomAttribute("name"));
        assertEquals(1, browser.complaints().size(), "the answer 400 alone");
        browser.focused().clear();
        enter("trackingUrl", "https://click.walk.example/app");
        press("dialog", "Add a sender domain");
        browser.see(".listing", "https://click.walk.example/app");
        browser.see(".listing a", "walk.example").click();

        browser.see("h1", "walk.example");
        browser.see(".facts", "that of EMAIL_BOUNCES");
        generate("one");
        browser.see(".findings", "Publish its record below");
        browser.see(".findings", "DKIM key");
        assertTrue(
                Objects.requireNonNull(
                                browser.see(".findings li:nth-of-type(2) input").getDomProperty("value"))
                        .endsWith("walk.example"),
                "a name to copy");
        press(".findings", "Start signing…");
        press("dialog", "Sign with one");
        browser.see("dialog [role=alert]", "one._domainkey.walk.example");
        assertEquals(1, browser.complaints().size(), "the answer 409 alone");
        press("dialog", "Cancel");
        promote("one");
        browser.see(".findings", "Its record must stay published.");

        generate("two");
        promote("two");
        browser.see(".findings", "It signs no longer.");
        browser.see(".findings", "retired");
        press(".findings", "Copy");
        browser.see(".findings [role=status]", "Copied.");
        // The menu is below the fixed head of the page otherwise.
        browser.ask("scrollTo(0, 0); return true");
        browser.assertNoBarrier("domain");

        press(".entry-actions", "Change…");
        browser.see("dialog [name=returnPath]").sendKeys("b.walk.example");
        press("dialog", "Change the addresses");
        browser.see(".facts", "b.walk.example");
        press(".entry-actions", "Remove…");
        press("dialog", "Remove the domain");
        browser.see(".empty", "No sender domains");
    }

    @ParameterizedTest
    @CsvSource({"light, 390", "dark, 1920", "light, 360"})
    void noViewHasABarrierOrScrollsSideways(String colorScheme, int width) throws Exception {
        String domain = "a".repeat(60) + "." + "b".repeat(60) + ".example";
        browser.prefer(colorScheme);
        browser.resize(width);
        browser.go(site.resolve("/app/#/settings/domains"));
        press(".pane-actions", "Add…");
        enter("domain", domain);
        enter("trackingUrl", "https://" + "c".repeat(40) + "." + domain + "/app");
        press("dialog", "Add a sender domain");
        browser.see(".listing", domain);
        browser.assertNoBarrier("domains-" + colorScheme + "-" + width);
        browser.see(".listing a", domain).click();
        browser.see("h1", domain);
        generate("one");
        browser.see(".findings", "Publish its record below");
        browser.ask("scrollTo(0, 0); return true");
        browser.picture("domain-" + colorScheme + "-" + width);
        browser.assertNoBarrier("domain-" + colorScheme + "-" + width);
        press(".entry-actions", "Remove…");
        press("dialog", "Remove the domain");
        browser.see(".empty", "No sender domains");
    }

    private static void generate(String selector) {
        press(".card-panel", "Generate a key…");
        enter("selector", selector);
        press("dialog", "Generate a DKIM key");
        browser.see(".findings strong", selector);
    }

    private static void promote(String selector) {
        press(".findings .primary", "Start signing…");
        browser.see("dialog option[value=true]").click();
        press("dialog", "Sign with " + selector);
        browser.see("body:not(:has(dialog))");
    }

    private static void press(String within, String label) {
        browser.see(within.endsWith(".primary") ? within : within + " button", label)
                .click();
    }

    private static void enter(String name, String text) {
        browser.see("dialog [name=" + name + "]").sendKeys(text);
    }
}
