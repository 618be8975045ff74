package telltale.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import telltale.model.Network;

/** The whole application under the profile {@code aggregated}. */
@Timeout(180)
class AggregatedProfileTest extends PrivacyFixture {
    private static final String ADDRESS = "203.0.113.77";
    private static final String AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Thunderbird/140.4.7";

    private void startBehindProxy(String profile) throws Exception {
        start(Map.of("TELLTALE_PRIVACY", profile, "TELLTALE_TRUSTED_PROXIES", "127.0.0.0/8"));
    }

    @Test
    void recipientsSharePixelsAndLinksAndTheCampaignHasAnEstimate() throws Exception {
        startBehindProxy("aggregated");
        List<String> mails = mails(60, CAMPAIGN);
        Map<String, Long> pools = mails.stream()
                .map(mail -> token(PIXEL, mail))
                .collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
        assertEquals(12, pools.size());
        assertTrue(pools.values().stream().allMatch(size -> size == 5), pools.toString());
        assertEquals(
                1, mails.stream().map(mail -> token(CLICK, mail)).distinct().count(), "the tokens of the link");

        for (String pool : pools.keySet().stream().limit(3).toList()) {
            assertEquals(200, request("/pixel/" + pool + ".gif"));
            assertEquals(200, request("/pixel/" + pool + ".gif"));
        }
        assertEquals(302, request("/click/" + token(CLICK, mails.get(0))));
        assertEquals(302, request("/click/" + token(CLICK, mails.get(1))));
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
        startBehindProxy("aggregated");
        List<String> mails = mails(10, CAMPAIGN);
        String pixel = token(PIXEL, mails.get(0));
        String click = token(CLICK, mails.get(0));
        request("/pixel/" + pixel + ".gif");
        request("/click/" + click);
        request("/pixel");
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
        startBehindProxy("individual");
        String mail = mails(1, CAMPAIGN).get(0);
        request("/pixel/" + token(PIXEL, mail));
        campaign("spring");
        assertTrue(found("no token", "no token").contains(AGENT));
    }

    @Test
    void aMailToOneRecipientAndOneWithoutACampaignHaveNoPixel() throws Exception {
        startBehindProxy("aggregated");
        String single = mails(1, CAMPAIGN).get(0);
        assertFalse(PIXEL.matcher(single).find(), single);
        assertTrue(CLICK.matcher(single).find(), single);
        for (String mail : mails(6, "")) {
            assertFalse(PIXEL.matcher(mail).find() || CLICK.matcher(mail).find(), mail);
        }
        assertEquals(0, campaign("spring").getJsonObject("pooled").getInt("pools"));
    }

    @Test
    void anOlderMailRecordsNothingUnderAggregatedAndAPooledOneNothingUnderNone() throws Exception {
        startBehindProxy("individual");
        String older = mails(1, CAMPAIGN).get(0);
        close();
        startBehindProxy("aggregated");
        List<String> pooled = mails(50, ", \"campaign\": \"autumn\"");
        request("/pixel/" + token(PIXEL, older));
        request("/click/" + token(CLICK, older));
        request("/pixel/" + token(PIXEL, pooled.get(0)));
        assertEquals(0, get("events").getJsonArray("events").size());
        assertEquals(0, campaign("spring").getJsonObject("opens").getInt("total"));
        close();
        startBehindProxy("none");
        request("/click/" + token(CLICK, pooled.get(0)));
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

    /** The status of an answer to a mail program behind a proxy. */
    private int request(String path) throws IOException, InterruptedException {
        return fetch(path, "User-Agent", AGENT, "X-Forwarded-For", ADDRESS);
    }

    private JsonObject campaign(String name) throws Exception {
        return get("campaigns/" + name);
    }
}
