package telltale.page;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;

/** The clicks of people in the mail of a campaign. */
class ClickMapFullIT extends ServedPage {
    private static final String CAMPAIGN = "<img src=x onerror=alert(1)> \u202Egnp.exe";
    private static final String THUNDERBIRD =
            "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Thunderbird/140.4.0";
    private static final String BADGES =
            "return document.documentElement.lastElementChild.shadowRoot.textContent.replace(/^.*}/s, '')";

    @Test
    void theClicksOfPeopleStandAtTheLinksOfTheMail() throws Exception {
        send("""
                {"subject": "News for {{name}}", "campaign": "%s", "bulk": true, "to": [{"to": "ann@example.com", "data": {"name": "Ann"}}],
                 "html": "<h1>Dear {{name}}</h1><p><a href='https://shop.example/boots'>Boots</a></p><script>alert(1)</script>\
                 <p><a href='https://shop.example/coats'>Coats</a></p><a href='{{unsubscribe}}'>No more</a>"}""");
        clickFirstLink();
        signIn(telltale.key());
        showCampaign();

        for (String look : List.of("light", "dark")) {
            browser.prefer(look);
            browser.see(".click-map .bars", "shop.example/boots");
            browser.inFrame(".click-map .mail-frame", () -> {
                browser.see("h1", "Dear {{name}}");
                browser.await("badges", page -> "10".equals(browser.ask(BADGES)) ? page : null);
            });
            browser.ask("return document.querySelector('.click-map').scrollIntoView() ?? true");
            browser.assertNoBarrier("click-map-" + look);
        }
        browser.see(".click-map button", "Load its images").click();
        browser.inFrame(".click-map .mail-frame", () -> browser.see("h1", "Dear {{name}}"));
        assertEquals("true", browser.see(".click-map button").getDomAttribute("aria-pressed"));
    }

    @Test
    void theMailIsPublishedAndWithdrawn() throws Exception {
        String campaign = CAMPAIGN + " public";
        traffic().submit("""
                {"subject": "News", "campaign": "%s", "html": "<p>Dear {{name}}</p>", "to": [{"to": "ann@example.com", "data": {"name": "Ann"}}]}""".formatted(campaign));
        signIn(telltale.key());
        browser.see("#overview-title");
        browser.go(site.resolve("/app/#/campaigns/" + encoded(campaign)));
        browser.see(".card-panel", "Nothing is published.");
        browser.see(".card-panel button", "Publish…").click();
        browser.see("dialog[open] button", "Publish").click();

        browser.see("dialog[open]", "These fields are empty on the page");
        browser.assertNoBarrier("archive");
        String address = browser.see("dialog[open] a").getText();
        browser.see("dialog[open] button", "Close").click();
        browser.see(".archived a").click();
        browser.inNewestTab(() -> browser.see("p", "Dear"));
        assertEquals(200, statusOf(address));
        browser.see(".card-panel button", "Withdraw…").click();
        browser.see("dialog[open]", "Its address leads nowhere");
        browser.see("dialog[open] button.danger").click();

        browser.see(".card-panel", "Nothing is published.");
        assertEquals(404, statusOf(address));
    }

    private static int statusOf(String address) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address)).build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    @Test
    void withoutAKeptMailTheMapSaysWhy() throws Exception {
        send("""
                {"subject": "Yours", "campaign": "%s one", "html": "<a href='https://shop.example/'>x</a>", "to": "ann@example.com"}""");
        signIn(telltale.key());
        browser.see("#overview-title");
        browser.go(site.resolve("/app/#/campaigns/" + encoded(CAMPAIGN + " one")));

        browser.see(".click-map", "was written for one person");
    }

    private static void showCampaign() {
        browser.see("#overview-title");
        for (int attempt = 0; attempt < 40; attempt++) {
            browser.go(site.resolve("/app/#/overview"));
            browser.go(site.resolve("/app/#/campaigns/" + encoded(CAMPAIGN)));
            browser.see(".click-map .mail-frame");
            if (browser.see(".click-map").findElements(By.cssSelector(".bars")).size() == 1) {
                return;
            }
        }
        throw new AssertionError("the click is not counted");
    }

    private static String encoded(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static void send(String message) throws IOException, InterruptedException {
        traffic().submit(message.formatted(CAMPAIGN));
    }

    private static void clickFirstLink() throws IOException {
        MailTraffic traffic = traffic();
        browser.await("the mail", page -> {
            String mails = traffic.mails();
            Matcher link = Pattern.compile("/app/click/[\\w-]+").matcher(mails);
            return mails.contains("News for Ann") && link.find()
                    ? MailTraffic.get(site.resolve(link.group()), THUNDERBIRD)
                    : null;
        });
    }

    private static MailTraffic traffic() throws IOException {
        return new MailTraffic(site, telltale.key());
    }
}
