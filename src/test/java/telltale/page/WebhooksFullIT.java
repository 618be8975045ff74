package telltale.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.Keys;
import telltale.launcher.RunningWar;
import telltale.webhooks.Receiver;

/** The endpoints of webhooks in a browser, from adding one to removing it. */
class WebhooksFullIT {
    @AutoClose
    private final Receiver receiver = new Receiver();

    @AutoClose
    private Chromium browser;

    @AutoClose
    private RunningWar telltale;

    private URI site;

    WebhooksFullIT() throws Exception {}

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        browser = new Chromium();
        telltale = RunningWar.serving(
                folder,
                Map.of(
                        "TELLTALE_DNS", "off",
                        "TELLTALE_WEBHOOK_NETWORKS", "127.0.0.0/8, ::1/128",
                        "TELLTALE_WEBHOOK_PORTS", String.valueOf(receiver.port())));
        site = URI.create(telltale.awaitSite());
        browser.takeNewTab();
        browser.go(site.resolve("/app/"));
        browser.see("#key").sendKeys(telltale.key() + Keys.ENTER);
        browser.see("#overview-title");
    }

    @AfterEach
    void theConsoleIsQuiet() {
        assertEquals(List.of(), browser.complaints());
    }

    @Test
    void anEndpointIsAddedTestedAndSentEventsThatAreShown() throws Exception {
        add("file:///etc/hosts");
        browser.see("dialog .field-error", "url");
        assertEquals(1, browser.complaints().size(), "the answer 400 alone");
        browser.see("dialog [name=url]").clear();
        browser.see("dialog [name=url]").sendKeys(receiver.url());
        press("dialog", "Add a webhook");
        assertTrue(Objects.requireNonNull(browser.see("dialog input[readonly]").getDomProperty("value"))
                .startsWith("whsec_"));
        press("dialog", "Close");
        browser.see(".listing", "Not tested");

        browser.see(".listing a", receiver.url()).click();
        browser.see("#attempts-title", receiver.url());
        press(".pane-actions", "Test…");
        press("dialog", "Send a test event");
        browser.see("dialog", "204");
        press("dialog", "Close");
        assertTrue(receiver.next().body().contains("webhook.test"));
        new MailTraffic(site, telltale.key()).send("ann@example.com", "Hello", "walk");
        while (!receiver.next().body().contains("delivery.accepted")) {
            // Those before it.
        }
        browser.see(".listing", "delivery.accepted");
        browser.assertNoBarrier("webhook-attempts");
        browser.see(".pane-actions a", "All webhooks").click();
        browser.see("#webhooks-title");
        browser.see(".listing", "Enabled");

        browser.see(".listing a", receiver.url()).click();
        press(".pane-actions", "Remove…");
        press("dialog", "Remove the webhook");
        browser.see(".empty");
    }

    @ParameterizedTest
    @CsvSource({"light, 390", "dark, 1920", "light, 360"})
    void noViewHasABarrierOrScrollsSideways(String colorScheme, int width) throws Exception {
        browser.prefer(colorScheme);
        browser.resize(width);
        add(receiver.url() + "x".repeat(200));
        press("dialog", "Close");
        browser.see(".listing", "xxx");
        browser.assertNoBarrier("webhooks-" + colorScheme + "-" + width);
        browser.see(".listing a", "xxx").click();
        browser.see("#attempts-title");
        browser.see(".empty");
        browser.assertNoBarrier("webhook-" + colorScheme + "-" + width);
    }

    private void add(String url) {
        browser.go(site.resolve("/app/#/settings/webhooks"));
        press(".pane-actions", "Add…");
        browser.see("dialog [name=url]").sendKeys(url);
        press("dialog", "Add a webhook");
    }

    private void press(String within, String label) {
        browser.see(within + " button", label).click();
    }
}
