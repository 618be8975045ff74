package telltale.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import telltale.launcher.RunningWar;
import telltale.postgres.InstalledPostgres;

/** The age of the copy that statistics are read from, on the page, in the API and in health, and what is shown once it is gone. */
class CopyAgeFullIT {
    private static final String TOTALS = "/app/api/v1/stats/totals?campaign=spring";
    private static final String HINT = "Read from a copy of the database, at most ";
    private static final Duration TIMEOUT = Duration.ofMinutes(1);
    private static final Duration PAUSE = Duration.ofMillis(100);

    private InstalledPostgres server;
    private InstalledPostgres standby;
    private boolean isStandbyStopped;
    private RunningWar telltale;
    private URI site;

    @TempDir
    private Path folder;

    @BeforeEach
    void start() throws Exception {
        server = InstalledPostgres.create();
        standby = server.copy();
        telltale = RunningWar.serving(
                folder,
                Map.of(
                        "TELLTALE_DATABASE_URL",
                        server.url(),
                        "TELLTALE_DATABASE_USER",
                        "postgres",
                        "TELLTALE_DATABASE_COPY",
                        standby.url(),
                        "TELLTALE_DNS",
                        "off"));
        site = URI.create(telltale.awaitSite());
    }

    @AfterEach
    void stop() throws Exception {
        telltale.close();
        if (!isStandbyStopped) {
            standby.close();
        }
        server.close();
    }

    @Test
    void theAgeOfTheCopyIsShownWhileItIsRead() throws Exception {
        new MailTraffic(site, telltale.key()).send("ann@example.com", "Hello", "spring");
        await(TOTALS, totals -> totals.containsKey("copyAge") && accepted(totals) == 1);
        JsonObject ready = await("/app/health/ready", health -> health.containsKey("copy"));
        assertEquals("ready", ready.getString("status"), ready::toString);
        assertTrue(ready.getJsonObject("copy").getBoolean("used"));

        try (Chromium browser = new Chromium()) {
            browser.takeNewTab();
            browser.go(site.resolve("/app/"));
            browser.see("#key").sendKeys(telltale.key() + Keys.ENTER);
            browser.see(".dashboard .hint", HINT);
            browser.assertNoBarrier("copy");
            browser.go(site.resolve("/app/#/campaigns/spring"));
            browser.see("[aria-labelledby=funnel-title] .hint", HINT);
            browser.assertNoBarrier("copy-campaign");

            standby.close();
            isStandbyStopped = true;
            JsonObject degraded = await("/app/health/ready", health -> isUnused(health.getJsonObject("copy")));
            assertEquals("degraded", degraded.getString("status"));
            assertTrue(
                    degraded.getJsonArray("reasons").toString().contains("statistics are read from the database"),
                    degraded::toString);
            assertEquals(1, accepted(await(TOTALS, totals -> !totals.containsKey("copyAge"))));
            browser.reload();
            String shown =
                    browser.see("[aria-labelledby=funnel-title]", "Accepted").getText();
            assertFalse(shown.contains(HINT), shown);
            assertEquals(List.of(), browser.complaints());
        }
    }

    private static boolean isUnused(JsonObject copy) {
        return !copy.getBoolean("used") && copy.isNull("ageSeconds");
    }

    private static int accepted(JsonObject totals) {
        return totals.getJsonArray("rows").isEmpty()
                ? 0
                : totals.getJsonArray("rows").getJsonObject(0).getInt("accepted");
    }

    /** Asks until the answer is as expected. */
    private JsonObject await(String path, Predicate<JsonObject> isExpected) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(site.resolve(path))
                .header("Authorization", "Bearer " + telltale.key())
                .build();
        long end = System.nanoTime() + TIMEOUT.toNanos();
        JsonObject answer = ask(request);
        while (!isExpected.test(answer)) {
            assertTrue(System.nanoTime() < end, answer::toString);
            LockSupport.parkNanos(PAUSE.toNanos());
            answer = ask(request);
        }
        return answer;
    }

    private static JsonObject ask(HttpRequest request) throws Exception {
        String body = HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
        try (JsonReader reader = Json.createReader(new StringReader(body))) {
            return reader.readObject();
        }
    }
}
