package telltale.proxies;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import telltale.launcher.RunningWar;

/** What comes through a proxy in front of Telltale. */
final class ProxyWalk {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** What proxies like to normalize, at almost the length at which links are no longer tracked. */
    private static final String DESTINATION =
            "https://Shop.example/A%2Fb//c/%C3%A9%20/./d?q=1%262&empty=&plus=a+b&UPPER=%7Euser&long="
                    + "x".repeat(1_290);

    private static final String SPOOFED = "203.0.113.77";

    private final HttpClient http;
    private final HttpsProxy proxy;
    private final RunningWar telltale;

    ProxyWalk(HttpClient http, HttpsProxy proxy, RunningWar telltale) {
        this.http = http;
        this.proxy = proxy;
        this.telltale = telltale;
    }

    /** Requires that nothing is changed. */
    void run() throws Exception {
        httpIsRedirected();
        scriptsAreCompressed();
        String delivery = send();
        URI pixel = address("/app/pixel/[\\w.-]+");
        thePixelIsUnchanged(pixel);
        theLinkLeadsToItsDestination(address("/app/click/[\\w-]+"));
        aBodyThatIsTooLargeIsRefused(address("/app/unsubscribe/[\\w-]+"));
        eventsComeAtOnce(pixel);
        theClientIsNotWhoItClaimsToBe(delivery);
    }

    /** Requests an address of the proxy as a client that claims to be another. */
    private HttpResponse<byte[]> request(String method, URI address) throws IOException, InterruptedException {
        return request(method, address, "X-Forwarded-For", SPOOFED, "Forwarded", "for=" + SPOOFED);
    }

    private HttpResponse<byte[]> request(String method, URI address, String... fields)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(address)
                .timeout(PATIENCE)
                .headers(fields)
                .method(method, BodyPublishers.noBody())
                .build();
        return http.send(request, BodyHandlers.ofByteArray());
    }

    private void httpIsRedirected() throws Exception {
        HttpResponse<byte[]> answer = request("GET", URI.create(proxy.clearSite() + "/app/pixel?a=b%2Fc"));
        assertTrue(List.of(301, 308).contains(answer.statusCode()), () -> "status " + answer.statusCode());
        String location = answer.headers().firstValue("Location").orElse("");
        assertTrue(location.startsWith("https://localhost"), location);
        assertTrue(location.endsWith("/app/pixel?a=b%2Fc"), location);
    }

    private void scriptsAreCompressed() throws Exception {
        for (String asset : List.of("js/main.js", "css/page.css")) {
            HttpResponse<byte[]> answer =
                    request("GET", URI.create(proxy.site() + "/app/assets/" + asset), "Accept-Encoding", "gzip");
            assertEquals(List.of("gzip"), answer.headers().allValues("Content-Encoding"), asset);
        }
    }

    private String send() throws Exception {
        JsonObject mail = Json.createObjectBuilder()
                .add("to", "ann@example.com")
                .add("subject", "Behind a proxy")
                .add("campaign", "spring")
                .add("bulk", true)
                .add("html", "<p>Hello</p><a href='" + DESTINATION.replace("&", "&amp;") + "'>a</a>")
                .build();
        HttpRequest request = HttpRequest.newBuilder(URI.create(proxy.site() + "/app/track"))
                .headers("Content-Type", "application/json", "Authorization", "Bearer " + telltale.key())
                .POST(BodyPublishers.ofString(mail.toString()))
                .build();
        HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
        assertEquals(200, answer.statusCode(), answer::body);
        return json(answer.body()).getString("id");
    }

    private static JsonObject json(String text) {
        return Json.createReader(new StringReader(text)).readObject();
    }

    /** An address in the mail. */
    private URI address(String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(telltale.awaitSite() + "/mailbox/api/messages"))
                .build();
        String mails = http.send(request, BodyHandlers.ofString()).body();
        Matcher found = Pattern.compile(Pattern.quote(proxy.site()) + path).matcher(mails);
        assertTrue(found.find(), path);
        return URI.create(found.group());
    }

    private URI direct(URI address) throws InterruptedException {
        return URI.create(telltale.awaitSite() + address.getRawPath());
    }

    private void thePixelIsUnchanged(URI pixel) throws Exception {
        HttpResponse<byte[]> answer = request("GET", pixel, "Accept-Encoding", "gzip");
        HttpResponse<byte[]> direct = request("GET", direct(pixel), "Accept-Encoding", "gzip");
        assertEquals(HttpClient.Version.HTTP_2, answer.version());
        assertEquals(200, answer.statusCode());
        assertArrayEquals(direct.body(), answer.body());
        assertEquals(fields(direct), fields(answer));
        HttpResponse<byte[]> head = request("HEAD", pixel);
        assertEquals(200, head.statusCode());
        assertEquals(fields(answer), fields(head));
    }

    /** The fields on which caches and clients depend. */
    private static Map<String, List<String>> fields(HttpResponse<?> answer) {
        Map<String, List<String>> fields = new TreeMap<>(answer.headers().map());
        fields.keySet()
                .retainAll(List.of(
                        "cache-control",
                        "content-length",
                        "content-type",
                        "expires",
                        "etag",
                        "last-modified",
                        "pragma"));
        assertTrue(answer.headers().firstValue("cache-control").orElse("").contains("no-store"), fields::toString);
        return fields;
    }

    private void theLinkLeadsToItsDestination(URI link) throws Exception {
        assertTrue(link.toString().length() > 1_900, link::toString);
        HttpResponse<byte[]> answer = request("GET", link);
        assertTrue(answer.statusCode() / 100 == 3, () -> "status " + answer.statusCode());
        assertEquals(List.of(DESTINATION), answer.headers().allValues("Location"));
    }

    private void aBodyThatIsTooLargeIsRefused(URI form) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(form)
                .timeout(PATIENCE)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("a=" + "x".repeat(20_000)))
                .build();
        assertEquals(413, http.send(request, BodyHandlers.ofString()).statusCode());
    }

    private void eventsComeAtOnce(URI pixel) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(proxy.site() + "/app/api/v1/events/stream"))
                .header("Authorization", "Bearer " + telltale.key())
                .build();
        HttpResponse<InputStream> stream = http.send(request, BodyHandlers.ofInputStream());
        assertEquals(200, stream.statusCode());
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
            long start = System.nanoTime();
            request("GET", pixel);
            String line = lines.readLine();
            while (!line.startsWith("data: ")) {
                line = lines.readLine();
            }
            // Before the first heartbeat, which would push an event out of a buffer.
            assertTrue(System.nanoTime() - start < Duration.ofSeconds(14).toNanos(), "the event was held back");
        }
    }

    private void theClientIsNotWhoItClaimsToBe(String delivery) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(proxy.site() + "/app/api/v1/deliveries/" + delivery))
                .header("Authorization", "Bearer " + telltale.key())
                .build();
        String found = http.send(request, BodyHandlers.ofString()).body();
        assertTrue(json(found).getJsonObject("opens").getInt("total") >= 2, found);
        assertFalse(found.contains("203.0.113."), found);
    }
}
