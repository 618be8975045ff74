package telltale.page;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every view of the page, as people with other needs see it. */
class ViewsFullIT extends ServedPage {
    private static final String CAMPAIGN = "spring";

    private String delivery = "";

    @BeforeEach
    void signIn() throws IOException, InterruptedException {
        delivery = send();
        signIn(telltale.key());
        browser.see("#overview-title");
    }

    /** 320 CSS pixels are what a window of 1280 pixels has at a zoom of 400 % (WCAG 2.2, 1.4.10). */
    @ParameterizedTest
    @CsvSource({"light, 320", "dark, 320", "light, 1280", "dark, 1280"})
    void noViewHasABarrierOrScrollsSideways(String colorScheme, int width) {
        browser.prefer(colorScheme);
        browser.resize(width);
        eachView("-" + colorScheme + "-" + width, browser::assertNoBarrier);
    }

    @Test
    void forcedColorsAndLessMotionAreRespected() {
        browser.prefer(Map.of("forced-colors", "active", "prefers-reduced-motion", "reduce"));
        eachView("-forced", name -> {
            browser.assertNoBarrier(name);
            assertEquals("0", String.valueOf(browser.ask(RUNNING_ANIMATIONS)), name + ": running animations");
        });
    }

    @Test
    void aPrintedViewIsItsContentWithoutControls() {
        eachView("-print", name -> {
            browser.print(true);
            browser.picture(name);
            assertAll(
                    name,
                    () -> assertEquals(0, browser.overhang(), "pixels beyond the right edge"),
                    () -> assertEquals("none", browser.ask(DISPLAY_OF_MENU), "the menu"));
            browser.print(false);
        });
    }

    @Test
    void noViewAsksAnotherHost() {
        eachView("-hosts", name -> assertEquals(List.of(), browser.ask(FOREIGN_RESOURCES), name));
    }

    private static final String FOREIGN_RESOURCES = "return performance.getEntriesByType('resource').map(({ name }) =>"
            + " name).filter((name) => !name.startsWith('data:') && new URL(name).origin !== location.origin)";
    private static final String RUNNING_ANIMATIONS =
            "return document.getAnimations().filter(({ playState }) => playState === 'running').length";
    private static final String DISPLAY_OF_MENU = "return getComputedStyle(document.getElementById('top')).display";

    /** Does something with each view, and reports all failures together. */
    private void eachView(String look, Check check) {
        assertAll(views().entrySet().stream().map(view -> (Executable) () -> {
            browser.go(site.resolve("/app/#/" + view.getValue()));
            browser.see("main h1");
            browser.await(
                    "all of " + view.getKey(),
                    page -> browser.ask("return document.querySelectorAll('main [aria-busy=true]').length")
                                    .equals(0L)
                            ? page
                            : null);
            check.of("view-" + view.getKey() + look);
        }));
    }

    private interface Check {
        void of(String name) throws IOException;
    }

    private Map<String, String> views() {
        Map<String, String> views = new LinkedHashMap<>();
        for (String place :
                new String[] {"overview", "live", "deliveries", "campaigns", "returned", "compose", "api", "audit"}) {
            views.put(place, place);
        }
        views.put("delivery", "deliveries/" + delivery);
        views.put("campaign", "campaigns/" + CAMPAIGN);
        views.put("operation", "api/submitMessage");
        views.put("not-found", "nowhere");
        return views;
    }

    private static String send() throws IOException, InterruptedException {
        String json = """
            {"to": "ann@example.com", "subject": "Spring", "campaign": "%s", "html": "<a href='https://shop.example/a'>a</a>"}\
            """.formatted(CAMPAIGN);
        HttpRequest request = HttpRequest.newBuilder(site.resolve("/app/track"))
                .headers("Content-Type", "application/json", "Authorization", "Bearer " + telltale.key())
                .POST(BodyPublishers.ofString(json))
                .build();
        HttpResponse<String> sent = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
        Matcher id = Pattern.compile("\"id\":\"([0-9a-f-]{36})\"").matcher(sent.body());
        assertTrue(id.find(), sent.body());
        return id.group(1);
    }
}
