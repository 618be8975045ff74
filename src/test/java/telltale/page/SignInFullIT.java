package telltale.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import telltale.launcher.RunningWar;

/** Signing in to the page and out of it, in a browser. */
class SignInFullIT extends ServedPage {
    @Test
    void theLinkOfTheBannerSignsInOnceAndLeavesTheAddress(@TempDir Path folder) throws Exception {
        try (RunningWar fresh = RunningWar.serving(folder)) {
            fresh.awaitSite();
            Matcher link =
                    Pattern.compile("http://localhost:\\d+/app/#sign-in=\\S+").matcher(fresh.out());
            assertTrue(link.find(), fresh.out());

            browser.takeNewTab();
            browser.go(URI.create(link.group()));
            browser.see("#sections a[aria-current=page]", "Overview");
            assertFalse(browser.address().contains("sign-in"), browser.address());

            browser.takeAnotherTab();
            browser.go(URI.create(fresh.awaitSite()).resolve("/app/"));
            browser.see("#sections a[aria-current=page]", "Overview");
            browser.see("#account summary", "admin").click();
            browser.see("#account", "a sign-in link");
            browser.see("#sign-out").click();
            browser.see("#key");

            browser.takeNewTab();
            browser.go(URI.create(link.group()));
            browser.see("[role=alert]", "used, expired or incomplete");
            assertEquals(1, browser.complaints().size(), "the answer 403 to the used link");
        }
    }

    @Test
    void aWrongKeyIsToldAndOpensNothing() {
        browser.see("#key").sendKeys("wrong" + Keys.ENTER);

        browser.see("#sign-in-error", "There is no such key.");
        assertEquals("true", browser.focused().getDomAttribute("aria-invalid"));
        List<String> complaints = browser.complaints();
        assertEquals(1, complaints.size(), complaints::toString);
        assertTrue(complaints.get(0).contains("403"), complaints::toString);
    }

    @Test
    void theSessionOutlivesAReloadAndTheKeyIsKeptNowhere() throws IOException {
        signIn();
        browser.reload();
        browser.see("#overview-title");

        assertFalse(browser.address().contains(telltale.key()), "the key stands in the address");
        assertEquals(
                "0 0 ",
                browser.ask("return localStorage.length + ' ' + sessionStorage.length + ' ' + document.cookie"),
                "scripts reach neither key nor session");
        browser.see("#account summary", "key").click();
        browser.see("#account", "an API key");
        browser.assertNoBarrier("account");
        browser.see("#sign-out").click();
        browser.see("#key");
        browser.reload();
        browser.see("#key");
    }

    @Test
    void signingOutEverywhereEndsTheOtherSessionsToo() throws Exception {
        signIn();
        HttpClient other = HttpClient.newHttpClient();
        String cookie = other.send(
                        page("POST", "{\"key\": \"" + telltale.key() + "\"}").build(),
                        HttpResponse.BodyHandlers.discarding())
                .headers()
                .firstValue("Set-Cookie")
                .orElseThrow()
                .split(";", 2)[0];
        browser.see("#account summary").click();
        browser.see("#sign-out-everywhere").click();
        browser.see("#key");

        HttpResponse<String> answer =
                other.send(page("GET", "").header("Cookie", cookie).build(), HttpResponse.BodyHandlers.ofString());
        assertTrue(answer.body().contains("\"role\":\"none\""), answer.body());
    }

    private static HttpRequest.Builder page(String method, String json) {
        return HttpRequest.newBuilder(site.resolve("/app/api/v1/session"))
                .headers("Telltale-Page", "1", "Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(json));
    }

    @Test
    void aReaderWhoMayOnlySeeFiguresIsOfferedCampaignsButNoDeliveries() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(site.resolve("/app/api/v1/sign-in-links"))
                .headers("Content-Type", "application/json", "Authorization", "Bearer " + telltale.key())
                .POST(HttpRequest.BodyPublishers.ofString("{\"role\": \"analyst\"}"))
                .build();
        String link = HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
        Matcher code = Pattern.compile("\"code\":\"([^\"]+)\"").matcher(link);
        assertTrue(code.find(), link);

        browser.see("#key");
        browser.takeNewTab();
        browser.go(site.resolve("/app/#sign-in=" + code.group(1)));

        browser.see("#sections a[aria-current=page]", "Overview");
        String sections = browser.see("#sections").getText();
        assertFalse(sections.contains("Deliveries") || sections.contains("Returned"), sections);
    }

    private static void signIn() throws IOException {
        browser.see("#key").sendKeys(telltale.key() + Keys.ENTER);
        browser.see("#overview-title");
    }
}
