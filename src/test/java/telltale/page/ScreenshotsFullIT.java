package telltale.page;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The screenshots of README and docs. With {@code -Dscreenshots=docs/images} they replace those of the project. */
class ScreenshotsFullIT extends ServedPage {
    private static final Path FOLDER = Path.of(System.getProperty("screenshots", "target/pictures"));
    private static final List<String> AGENTS = List.of(
            "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Thunderbird/140.4.0",
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Thunderbird/140.4.0",
            "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)",
            "curl/8.5.0");
    private MailTraffic traffic;

    @BeforeEach
    void signIn() throws IOException {
        traffic = new MailTraffic(site, telltale.key());
        browser.prefer("light");
        signIn(telltale.key());
        browser.see("#overview-title");
    }

    @Test
    void overviewLiveAndADeliveryArePictured() throws Exception {
        send("Spring sale", 24);
        send("Newsletter 47", 16);
        send("Welcome", 6);
        awaitMails(46);
        browser.go(site.resolve("/app/#/live"));
        browser.see(".live-mark[data-state=live]");
        open(40);
        browser.see(".event[data-who=people]");
        browser.see(".event[data-who=machines]");
        browser.screenshot(FOLDER, "live");

        browser.see(".event[data-who=people] a").click();
        browser.see(".timeline [data-kind=open]");
        browser.screenshot(FOLDER, "delivery");

        browser.go(site.resolve("/app/#/overview?days=7"));
        for (int attempt = 0;
                attempt < 20 && !browser.see(".tiles").getText().contains("Clicks by people\n6");
                attempt++) {
            browser.reload();
            browser.see(".plot .line");
        }
        browser.see(".bars", "Spring sale");
        browser.screenshot(FOLDER, "overview");
    }

    private void send(String campaign, int recipients) throws IOException, InterruptedException {
        String to = IntStream.range(0, recipients)
                .mapToObj(
                        i -> "{\"to\": \"reader%d@example.com\", \"data\": {\"name\": \"Reader %d\"}}".formatted(i, i))
                .collect(Collectors.joining(","));
        String json = """
                {"subject": "%s for {{name}}", "campaign": "%s", "bulk": true, "to": [%s],
                 "html": "<h1>Dear {{name}}</h1><a href='https://shop.example/boots'>Boots</a> <a href='{{unsubscribe}}'>No more</a>"}""".formatted(campaign, campaign, to);
        traffic.submit(json);
    }

    private void awaitMails(int count) {
        browser.await("all mails", page -> links("/app/pixel/[\\w.-]+").size() >= count ? page : null);
    }

    /** Opens mails, some of which are clicked, as different programs. */
    private void open(int count) {
        List<String> pixels = links("/app/pixel/[\\w.-]+");
        List<String> clicks = links("/app/click/[\\w-]+");
        for (int i = 0; i < count; i++) {
            MailTraffic.get(site.resolve(pixels.get(i)), AGENTS.get(i % AGENTS.size()));
            if (i % 6 == 0) {
                MailTraffic.get(site.resolve(clicks.get(i)), AGENTS.get(0));
            }
        }
    }

    private List<String> links(String path) {
        return Pattern.compile(path)
                .matcher(traffic.mails())
                .results()
                .map(MatchResult::group)
                .distinct()
                .toList();
    }
}
