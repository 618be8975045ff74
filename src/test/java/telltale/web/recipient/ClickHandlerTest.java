package telltale.web.recipient;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.contract.RawHttpClient;
import telltale.message.html.ClickUrls;
import telltale.message.html.Newsletters;
import telltale.message.html.TrackedHtml;
import telltale.message.html.Tracking;
import telltale.model.Delivery;
import telltale.model.Destination;
import telltale.model.Link;
import telltale.recording.HitDisposition;
import telltale.web.api.ServedApi;

class ClickHandlerTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    private static final int FORGERIES = 3_000;
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    @AutoClose
    private ServedApi api;

    private Delivery delivery;

    @BeforeEach
    void serve(@TempDir Path folder) throws Exception {
        api = new ServedApi(folder, NOON);
        delivery = api.accepted(null, NOON);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://a.example/",
                "https://a.example",
                "HTTPS://A.Example:443/%7e%zz/../b//c?d=e&f=%20+#g%20h",
                "https://a.example/b c?\"<>\\^`{|}'",
                "https://a.example\\b",
                "https://ann:pw@[2001:db8::1]:8080/"
            })
    void theLocationIsTheSignedTarget(String url) throws Exception {
        HttpResponse<String> answer = api.get("click/" + token(1, url));

        assertEquals(302, answer.statusCode());
        assertEquals(List.of(url), answer.headers().allValues("Location"));
        assertEquals(Optional.of("no-store"), answer.headers().firstValue("Cache-Control"));
        assertEquals(Optional.of("no-referrer"), answer.headers().firstValue("Referrer-Policy"));
        assertEquals(Optional.of("noindex"), answer.headers().firstValue("X-Robots-Tag"));
        assertEquals("", answer.body());
    }

    @Test
    void aClickIsDurableBeforeTheResponse() throws Exception {
        api.get("click/" + token(7, "https://a.example/"));

        assertTrue(api.events.awaitStored(Duration.ofSeconds(10)));
        assertEquals(1, api.events.received());
        assertEquals(1, api.events.counts().get(HitDisposition.STORED));
    }

    @Test
    void aClickIsAnsweredWhileTheDatabaseIsUnavailable() throws Exception {
        api.store.close();

        assertEquals(302, api.get("click/" + token(1, "https://a.example/")).statusCode());
    }

    @Test
    void everyLinkReachesItsTargetWhileTheDatabaseIsUnavailable() throws Exception {
        String base = "https://t.example.org/app";
        Set<String> given = new HashSet<>();
        ClickUrls clicks = new ClickUrls(base, link -> {
            String token = api.tokens.forLink(delivery.id(), link);
            given.add(token);
            return token;
        });
        Pattern address = Pattern.compile(Pattern.quote(base + "/click/") + "((?:[\\w-]|&#45;)+)");
        api.store.close();
        Map<String, List<String>> landed = new TreeMap<>();
        for (Map.Entry<String, String> mail : Newsletters.all().entrySet()) {
            List<String> places = new ArrayList<>();
            Matcher written = address.matcher(
                    TrackedHtml.of(mail.getValue(), new Tracking(null, clicks)).html());
            while (written.find()) {
                String token = written.group(1).replace("&#45;", "-");
                if (given.contains(token)) {
                    HttpResponse<String> answer = api.get("click/" + token);
                    assertEquals(302, answer.statusCode(), mail.getKey());
                    places.add(answer.headers().firstValue("Location").orElse(""));
                }
            }
            landed.put(mail.getKey(), places);
        }
        assertEquals(Newsletters.destinations(), landed);
    }

    @Test
    void forgedTokensAreNeverRedirected() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String genuine = token(1, "https://a.example/");
        String other = token(2, "https://b.example/some/path?with=a&query");
        // The JDK's client repeats a request when its connection is lost, and each is counted.
        RawHttpClient client = new RawHttpClient(api.port());
        for (int i = 0; i < FORGERIES; i++) {
            String forged = forged(random, genuine, other);
            RawHttpClient.Answer answer = client.request("GET", "/app/click/" + forged, new byte[0]);
            assertEquals(404, answer.status(), () -> "seed " + seed + ": " + forged);
            assertEquals(Optional.empty(), answer.field("Location"));
        }
        assertEquals((long) FORGERIES, api.events.counts().get(HitDisposition.BAD_TOKEN));
    }

    /** Tokens with a changed, missing or additional character, truncated, or with another token's end. */
    private static String forged(Random random, String genuine, String other) {
        StringBuilder forged = new StringBuilder(genuine);
        int place = random.nextInt(genuine.length());
        char letter = ALPHABET.charAt(random.nextInt(ALPHABET.length()));
        switch (random.nextInt(5)) {
            case 0 -> forged.setCharAt(place, letter);
            case 1 -> forged.deleteCharAt(place);
            case 2 -> forged.insert(place, letter);
            case 3 -> forged.setLength(place);
            default -> forged.replace(place, forged.length(), other.substring(Math.min(place, other.length())));
        }
        boolean isGenuine =
                forged.toString().equals(genuine) || forged.toString().equals(other);
        return isGenuine ? "x" : forged.toString();
    }

    @Test
    void headIsAnsweredLikeGetAndRecorded() throws Exception {
        HttpResponse<String> answer = api.head("click/" + token(1, "https://a.example/b"));

        assertEquals(302, answer.statusCode());
        assertEquals(Optional.of("https://a.example/b"), answer.headers().firstValue("Location"));
        assertEquals(1, api.events.received());
        assertEquals(404, api.head("click/x").statusCode());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "click",
                "click/",
                "click/https://evil.example/",
                "click/?url=https://evil.example/",
                "click/%3Cscript%3Ealert(1)%3C/script%3E",
                "click/AAAA?lang=%22%3E%3Cscript%3E",
                "click//evil.example"
            })
    void unsignedPathsAreNotFound(String target) throws Exception {
        HttpResponse<String> answer = api.get(target);

        assertEquals(404, answer.statusCode());
        assertEquals(Optional.empty(), answer.headers().firstValue("Location"));
        assertEquals(Optional.of("text/html;charset=UTF-8"), answer.headers().firstValue("Content-Type"));
        assertEquals(RecipientPage.invalidLink(Language.ENGLISH).html(), answer.body());
        assertFalse(answer.body().contains("evil") || answer.body().contains("<script"));
        assertEquals(1, api.events.counts().get(HitDisposition.BAD_TOKEN));
    }

    @ParameterizedTest
    @CsvSource({"de, de", "'ar,en;q=0.5', ar", "tlh, en"})
    void anInvalidLinkIsExplainedInTheReadersLanguage(String accepted, String language) throws Exception {
        HttpResponse<String> answer = api.get("click/x", "Accept-Language", accepted);

        assertEquals(language, Jsoup.parse(answer.body()).expectFirst("html").attr("lang"));
        assertEquals(Optional.of(language), answer.headers().firstValue("Content-Language"));
    }

    private String token(int number, String url) {
        return api.tokens.forLink(delivery.id(), new Link(number, new Destination(url)));
    }
}
