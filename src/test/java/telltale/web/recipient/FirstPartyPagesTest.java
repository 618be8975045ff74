package telltale.web.recipient;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import telltale.model.DeliveryId;
import telltale.web.api.ServedApi;

/** No page makes a browser ask another host for anything. */
class FirstPartyPagesTest {
    private static final Path PAGE = Path.of("src/main/webapp");
    private static final Path RESOURCES = Path.of("src/main/resources/telltale/web");
    /** What loads something by itself in CSS. */
    private static final Pattern IN_STYLE = Pattern.compile("(?:url\\(|@import)\\s*['\"]?([^'\")\\s;]+)");
    /** What loads something by itself in JavaScript. */
    private static final Pattern IN_SCRIPT = Pattern.compile(
            "(?:\\bfrom|\\bimport\\(|\\bimport|fetch\\(|EventSource\\(|WebSocket\\(|Worker\\(|sendBeacon\\(|\\.src =)"
                    + "\\s*['\"`]([^'\"`]+)");

    private static final String LOADING =
            "script, link, img, iframe, frame, object, embed, source, video, audio, track, input[type=image]";

    @TempDir
    private Path folder;

    @AutoClose
    private ServedApi api;

    private DeliveryId delivery;

    @BeforeEach
    void serve() throws Exception {
        api = new ServedApi(folder, Instant.parse("2026-11-22T12:00:00Z"));
        delivery = api.accepted(null, Instant.parse("2026-11-22T12:00:00Z")).id();
    }

    @Test
    void theFilesOfTheDashboardNameNoOtherHost() throws IOException {
        List<String> foreign = new ArrayList<>();
        for (Path root : List.of(PAGE, RESOURCES)) {
            for (Path file : files(root)) {
                String text = Files.readString(file);
                String name = file.getFileName().toString();
                if (name.endsWith(".html")) {
                    loaded(Jsoup.parse(text))
                            .filter(FirstPartyPagesTest::isForeign)
                            .forEach(foreign::add);
                }
                Pattern pattern = name.endsWith(".js") ? IN_SCRIPT : IN_STYLE;
                pattern.matcher(text)
                        .results()
                        .map(found -> found.group(1))
                        .filter(FirstPartyPagesTest::isForeign)
                        .forEach(address -> foreign.add(file + ": " + address));
            }
        }
        assertEquals(List.of(), foreign);
    }

    private static List<Path> files(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(file -> file.toString().matches(".*\\.(html|css|js|svg)"))
                    .toList();
        }
    }

    private static boolean isForeign(String address) {
        return address.matches("(?i)(?:[a-z][a-z0-9+.-]*:)?//.*");
    }

    private static Stream<String> loaded(Document page) {
        return Stream.concat(
                page.select(LOADING).stream()
                        .flatMap(element -> Stream.of("src", "srcset", "href", "data", "poster")
                                .map(element::attr)),
                page.select("form").stream().map(form -> form.attr("action")));
    }

    @Test
    void thePagesOfRecipientsLoadNothingAndMayNot() throws Exception {
        for (String page : List.of(
                "unsubscribe/" + api.tokens.forUnsubscribe(delivery),
                "unsubscribe/x",
                "preferences/" + api.tokens.forPreferences(delivery),
                "preferences/x",
                "view/x",
                "click/x",
                "archive/x",
                "privacy")) {
            HttpResponse<String> answer = api.get(page);
            Document html = Jsoup.parse(answer.body());
            assertEquals(0, html.select(LOADING).size(), page);
            assertFalse(IN_STYLE.matcher(html.expectFirst("style").data()).find(), page);
            assertEquals(
                    List.of(),
                    html.select("a").eachAttr("href").stream()
                            .filter(FirstPartyPagesTest::isForeign)
                            .toList(),
                    page);
            String policy =
                    answer.headers().firstValue("Content-Security-Policy").orElse("");
            assertTrue(policy.startsWith("default-src 'none'; style-src 'sha256-"), () -> page + " " + policy);
            assertFalse(answer.headers().map().containsKey("Set-Cookie"), page);
        }
    }
}
