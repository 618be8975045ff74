package telltale.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import telltale.model.Network;
import telltale.openapi.ServedApplication;
import telltale.smtp.ScriptedSmtpServer;
import telltale.web.http.StrictJson;

/** The whole application under the profile {@code aggregated}. */
@Timeout(180)
class AggregatedProfileTest {
    private static final Pattern PIXEL = Pattern.compile("/pixel/([A-Za-z0-9_-]{48})");
    private static final Pattern CLICK = Pattern.compile("/click/([A-Za-z0-9_-]{50,})");
    private static final String ADDRESS = "203.0.113.77";
    private static final String AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Thunderbird/140.4.7";

    @TempDir
    private Path folder;

    /** Without the offer of HTTP/2 in clear, which no mail program makes. */
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private ScriptedSmtpServer mailServer;
    private @Nullable ServedApplication application;
    private String key = "";

    @BeforeEach
    void startMailServer() throws IOException {
        mailServer = ScriptedSmtpServer.start();
    }

    private void start(String profile) throws Exception {
        application = new ServedApplication(
                folder,
                Map.of(
                        "EMAIL_PORT",
                        String.valueOf(mailServer.port()),
                        "TELLTALE_PRIVACY",
                        profile,
                        "TELLTALE_TRUSTED_PROXIES",
                        "127.0.0.0/8"));
        key = Files.readString(folder.resolve("home").resolve("key")).strip();
    }

    @AfterEach
    void stop() throws Exception {
        close();
        mailServer.close();
    }

    private void close() throws Exception {
        if (application != null) {
            application.close();
            application = null;
        }
    }

    @Test
    void recipientsSharePixelsAndLinksAndTheCampaignHasAnEstimate() throws Exception {
        start("aggregated");
        List<String> mails = mails(60, "spring");
        Map<String, Long> pools = mails.stream()
                .map(mail -> token(PIXEL, mail))
                .collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
        assertEquals(12, pools.size());
        assertTrue(pools.values().stream().allMatch(size -> size == 5), pools.toString());
        assertEquals(
                1, mails.stream().map(mail -> token(CLICK, mail)).distinct().count(), "the tokens of the link");

        for (String pool : pools.keySet().stream().limit(3).toList()) {
            assertEquals(200, fetch("/pixel/" + pool + ".gif"));
            assertEquals(200, fetch("/pixel/" + pool + ".gif"));
        }
        assertEquals(302, fetch("/click/" + token(CLICK, mails.get(0))));
        assertEquals(302, fetch("/click/" + token(CLICK, mails.get(1))));
        JsonObject campaign = campaign("spring");
        assertEquals("[\"aggregated\"]", campaign.getJsonArray("privacy").toString());
        JsonObject pooled = campaign.getJsonObject("pooled");
        assertEquals("estimated", pooled.getString("status"));
        assertEquals(60, pooled.getInt("recipients"));
        assertEquals(12, pooled.getInt("pools"));
        // 60 · (1 - (9/12)^(1/5)) = 3.4
        assertEquals(3, pooled.getJsonObject("opens").getInt("estimate"));
        assertEquals(2, pooled.getJsonObject("clicks").getInt("total"));
        assertEquals(0, campaign.getJsonObject("opens").getInt("total"));
        assertEquals(0, campaign.getJsonObject("clicks").getInt("total"));
        assertEquals(0, get("events").getJsonArray("events").size());
    }

    @Test
    void nothingOfAHitIsOnDisk() throws Exception {
        start("aggregated");
        List<String> mails = mails(10, "spring");
        String pixel = token(PIXEL, mails.get(0));
        String click = token(CLICK, mails.get(0));
        fetch("/pixel/" + pixel + ".gif");
        fetch("/click/" + click);
        fetch("/pixel");
        JsonObject pooled = campaign("spring").getJsonObject("pooled");
        assertEquals("too-few", pooled.getString("status"));
        assertFalse(pooled.containsKey("opens") || pooled.containsKey("clicks"), pooled.toString());
        assertEquals(List.of(), found(pixel, click));
        close();
        assertEquals(List.of(), found(pixel, click));
    }

    /** So the search above finds what there is. */
    @Test
    void underIndividualTheSameSearchFindsTheRequest() throws Exception {
        start("individual");
        String mail = mails(1, "spring").get(0);
        fetch("/pixel/" + token(PIXEL, mail));
        campaign("spring");
        assertTrue(found("no token", "no token").contains(AGENT));
    }

    @Test
    void aMailToOneRecipientAndOneWithoutACampaignHaveNoPixel() throws Exception {
        start("aggregated");
        String single = mails(1, "spring").get(0);
        assertFalse(PIXEL.matcher(single).find(), single);
        assertTrue(CLICK.matcher(single).find(), single);
        for (String mail : mails(6, null)) {
            assertFalse(PIXEL.matcher(mail).find() || CLICK.matcher(mail).find(), mail);
        }
        assertEquals(0, campaign("spring").getJsonObject("pooled").getInt("pools"));
    }

    @Test
    void anOlderMailRecordsNothingUnderAggregatedAndAPooledOneNothingUnderNone() throws Exception {
        start("individual");
        String older = mails(1, "spring").get(0);
        close();
        start("aggregated");
        List<String> pooled = mails(50, "autumn");
        fetch("/pixel/" + token(PIXEL, older));
        fetch("/click/" + token(CLICK, older));
        fetch("/pixel/" + token(PIXEL, pooled.get(0)));
        assertEquals(0, get("events").getJsonArray("events").size());
        assertEquals(0, campaign("spring").getJsonObject("opens").getInt("total"));
        close();
        start("none");
        fetch("/click/" + token(CLICK, pooled.get(0)));
        assertEquals(
                0,
                campaign("autumn")
                        .getJsonObject("pooled")
                        .getJsonObject("clicks")
                        .getInt("total"));
    }

    /** What of a request is in a file of the application, other than its keys. */
    private List<String> found(String pixel, String click) throws IOException {
        long prefix = Network.of(InetAddress.getByName(ADDRESS)).prefix();
        Map<String, byte[]> sought = Map.of(
                ADDRESS,
                ascii(ADDRESS),
                "203.0.113.",
                ascii("203.0.113."),
                AGENT,
                ascii(AGENT),
                "the token of the pixel",
                ascii(pixel),
                "the token of the link",
                ascii(click),
                "the prefix in a spool",
                ByteBuffer.allocate(8).putLong(prefix).array());
        List<String> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder.resolve("home"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String content = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                sought.forEach((name, bytes) -> {
                    if (content.contains(new String(bytes, StandardCharsets.ISO_8859_1))) {
                        found.add(name);
                    }
                });
            }
        }
        return found;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private List<String> mails(int recipients, @Nullable String campaign) throws Exception {
        int before = mailServer.messages().size();
        String to = IntStream.range(0, recipients)
                .mapToObj(i -> "\"r" + i + "@example.com\"")
                .collect(Collectors.joining(", ", "[", "]"));
        HttpResponse<String> answer = send(HttpRequest.newBuilder(api("messages"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"to\": " + to
                        + ", \"html\": \"<a href='https://shop.example/sale'>Sale</a>\""
                        + (campaign == null ? "" : ", \"campaign\": \"" + campaign + "\"") + "}")));
        assertEquals(202, answer.statusCode(), answer.body());
        while (mailServer.messages().size() < before + recipients) {
            Thread.onSpinWait();
        }
        return mailServer.messages().subList(before, before + recipients).stream()
                .map(mail -> mail.replace("=\r\n", "").replace("=3D", "="))
                .toList();
    }

    private static String token(Pattern pattern, String mail) {
        Matcher found = pattern.matcher(mail);
        assertTrue(found.find(), mail);
        return found.group(1);
    }

    /** The status of an answer to a mail program behind a proxy. */
    private int fetch(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url() + path))
                .header("User-Agent", AGENT)
                .header("X-Forwarded-For", ADDRESS)
                .build();
        return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    private JsonObject campaign(String name) throws Exception {
        return get("campaigns/" + name);
    }

    private JsonObject get(String path) throws Exception {
        HttpResponse<String> answer = send(HttpRequest.newBuilder(api(path)).GET());
        assertEquals(200, answer.statusCode(), answer.body());
        return StrictJson.read(answer.body()).asJsonObject();
    }

    private String url() {
        return Objects.requireNonNull(application).url();
    }

    private URI api(String path) {
        return URI.create(url() + "/api/v1/" + path);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(
                request.header("Authorization", "Bearer " + key).build(), HttpResponse.BodyHandlers.ofString());
    }
}
