package telltale.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.contract.Application.Sent;
import telltale.contract.RawHttpClient.Answer;

/** Tests that tracked links redirect exactly to the sender's destinations, and that no other address redirects. */
interface ClickContract {
    Application application();

    @Test
    default void everyTrackedLinkRedirectsToTheSendersDestination() throws Exception {
        Map<String, String> links = Map.of(
                "https://a.example/",
                "https://a.example/",
                "https://a.example",
                "https://a.example",
                "HTTPS://A.Example:443/%7e%zz/../b//c?d=e&amp;f=%20+#g%20h",
                "HTTPS://A.Example:443/%7e%zz/../b//c?d=e&f=%20+#g%20h",
                "https://a.example/b c?<>\\^`{|}'",
                "https://a.example/b c?<>\\^`{|}'",
                "https://bücher.example/ü?👋",
                "https://xn--bcher-kva.example/%C3%BC?%F0%9F%91%8B",
                "https://straße.example/straße",
                "https://xn--strae-oqa.example/stra%C3%9Fe",
                "http://ann:pw@[2001:db8::1]:8080/?" + "x".repeat(1_200),
                "http://ann:pw@[2001:db8::1]:8080/?" + "x".repeat(1_200));
        for (Map.Entry<String, String> link : links.entrySet()) {
            String path = sentWith(link.getKey()).links().get(0);
            Answer get = application().http().get(path);
            Answer head = application().http().head(path);

            assertEquals(302, get.status(), get::toString);
            assertEquals(link.getValue(), get.field("Location").orElse(""));
            assertEquals("no-store", get.field("Cache-Control").orElse(""));
            assertEquals("no-referrer", get.field("Referrer-Policy").orElse(""));
            assertEquals("noindex", get.field("X-Robots-Tag").orElse(""));
            assertEquals(Optional.empty(), get.field("Set-Cookie"));
            assertEquals("", get.octets());
            assertEquals(302, head.status(), head::toString);
            assertEquals(link.getValue(), head.field("Location").orElse(""));
        }
    }

    @Test
    default void additionsByScannersAndClientsDoNotChangeTheDestination() throws Exception {
        String path = sentWith("https://a.example/").links().get(0);

        for (String added : List.of(
                "'",
                "%27/",
                "/",
                ")",
                ".",
                ",",
                ");",
                "?utm_source=x",
                ";jsessionid=1",
                "/x.gif",
                "%20",
                "%22",
                "%3E",
                "%5D",
                "%7C",
                "%7D%60",
                "%E2%80%9D")) {
            Answer answer = application().http().get(path + added);
            assertEquals("https://a.example/", answer.field("Location").orElse(""), () -> path + added + "\n" + answer);
        }
    }

    @Test
    default void everyRequestOfALinkIsAHit() throws Exception {
        String path = sentWith("https://a.example/").links().get(0);
        int before = hits("received");
        int bad = hits("bad_token");

        application().http().get(path);
        application().http().head(path);
        application().http().get("/app/click/nonsense");

        assertEquals(before + 3, hits("received"));
        assertEquals(bad + 1, hits("bad_token"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/nonsense",
                "//evil.example",
                "/https://evil.example/",
                "/http:evil.example",
                "/?url=https://evil.example/",
                "/nonsense?u=//evil.example&next=/evil.example",
                "/%3Cscript%3Ealert(1)%3C/script%3E",
                "/%0D%0ALocation:%20https://evil.example/",
                "/AQECAAAAAAAAAAAAAAAAAAAAAAABaHR0cHM6Ly9ldmlsLmV4YW1wbGUvAAAAAAAAAAAAAAAAAAAAAAA",
                ";https://evil.example/"
            })
    default void anUnsignedAddressNeitherRedirectsNorEchoesInput(String rest) throws IOException {
        for (String field :
                List.of("Accept: */*", "X-Forwarded-Host: evil.example", "Referer: https://evil.example/")) {
            Answer answer = application().http().get("/app/click" + rest, field);

            assertEquals(404, answer.status(), answer::toString);
            assertEquals(Optional.empty(), answer.field("Location"), answer::toString);
            assertTrue(answer.field("Content-Type").orElse("").startsWith("text/html"), answer::toString);
            assertFalse(answer.toString().contains("evil"), answer::toString);
            assertFalse(answer.text().contains("<script"), answer::toString);
            RefusalContract.assertRevealsNothing(answer);
        }
        assertEquals(404, application().http().head("/app/click" + rest).status());
    }

    @Test
    default void aModifiedLinkDoesNotRedirect() throws Exception {
        String path = sentWith("https://a.example/").links().get(0);
        int token = path.lastIndexOf('/') + 1;

        for (int i = token; i < path.length(); i++) {
            char changed = path.charAt(i) == 'A' ? 'B' : 'A';
            String forged = path.substring(0, i) + changed + path.substring(i + 1);
            assertEquals(404, application().http().get(forged).status(), forged);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH"})
    default void aLinkIsFollowedOnlyByGetAndHead(String method) throws Exception {
        String path = sentWith("https://a.example/").links().get(0);
        Answer answer = application().http().request(method, path, new byte[0], "Content-Length: 0");

        assertEquals(405, answer.status(), answer::toString);
        assertEquals(Optional.empty(), answer.field("Location"));
        RefusalContract.assertRevealsNothing(answer);
    }

    @Test
    default void aLinkTooLongToBeTrackedCausesAWarning() throws Exception {
        String url = "https://a.example/?" + "x".repeat(2_000);
        try (MailServers.Plain server = TrackContract.mailServer()) {
            Answer answer = application().track(mailWith(url));

            assertEquals(1, answer.json().getJsonArray("warnings").size(), answer::toString);
            assertEquals(url, server.mail().links().get(0));
        }
    }

    private Sent sentWith(String link) throws Exception {
        return application().sent(mailWith(link));
    }

    private static Map<String, String> mailWith(String link) {
        return Map.of("to", "click@example.com", "subject", "Rain", "html", "<p><a href=\"" + link + "\">Rain</a></p>");
    }

    private int hits(String disposition) throws IOException {
        return application().health().getJsonObject("hits").getInt(disposition);
    }
}
