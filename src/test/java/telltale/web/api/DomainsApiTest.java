package telltale.web.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import telltale.dns.DnsAnswer;

class DomainsApiTest {
    private static final String SHOP = "api/v1/domains/shop.example";

    @TempDir
    Path home;

    private ServedApi api;

    @BeforeEach
    void start() throws Exception {
        api = new ServedApi(home, Instant.parse("2026-12-01T12:00:00Z"));
    }

    @AfterEach
    void stop() throws Exception {
        api.close();
    }

    private HttpResponse<String> change(String method, String path, String json) throws Exception {
        return api.change(method, SHOP + path, json);
    }

    private void assertProblem(int status, String type, HttpResponse<String> answer) {
        assertEquals(status, answer.statusCode(), answer::body);
        assertTrue(answer.body().contains("urn:telltale:problem:" + type), answer::body);
    }

    @Test
    void aDomainIsStoredChangedAndDeleted() throws Exception {
        assertEquals(
                200,
                change("PUT", "", "{\"trackingUrl\": \"https://t.shop.example/\"}")
                        .statusCode());
        JsonObject stored = api.json(SHOP);
        assertEquals("https://t.shop.example", stored.getString("trackingUrl"));
        assertTrue(stored.isNull("returnPath"));
        assertEquals(1, stored.getInt("version"));
        assertEquals(
                "{\"purpose\":\"tracking\",\"name\":\"t.shop.example\",\"type\":\"CNAME\","
                        + "\"value\":\"mail.example.com.\",\"text\":\"mail.example.com.\"}",
                stored.getJsonArray("records").get(0).toString());

        assertProblem(409, "domain-changed", change("PUT", "", "{\"version\": 0}"));
        assertEquals(
                200,
                change("PUT", "", "{\"returnPath\": \"b.shop.example\", \"version\": 1}")
                        .statusCode());
        assertProblem(409, "domain-changed", change("PUT", "", "{\"version\": 1}"));
        assertProblem(409, "domain-changed", change("DELETE", "?version=1", ""));
        assertEquals("b.shop.example", api.json(SHOP).getString("returnPath"));
        assertEquals(204, change("DELETE", "?version=2", "").statusCode());
        assertProblem(404, "not-found", api.get(SHOP));
        assertProblem(404, "not-found", change("DELETE", "", ""));
    }

    @Test
    void aDomainHasOneNameHoweverItIsWritten() throws Exception {
        assertEquals(200, api.change("PUT", "api/v1/domains/SHOP.Example", "{}").statusCode());
        assertEquals("shop.example", api.json(SHOP).getString("domain"));
        assertEquals(
                200,
                api.change("PUT", "api/v1/domains/b%C3%BCcher.example", "{}").statusCode());
        assertEquals(
                "xn--bcher-kva.example",
                api.json("api/v1/domains/xn--bcher-kva.example").getString("domain"));
    }

    @Test
    void aPrivateKeyIsInNoAnswer() throws Exception {
        change("PUT", "", "{}");
        HttpResponse<String> created = change("POST", "/keys", "{\"algorithm\": \"rsa\", \"selector\": \"One\"}");
        assertEquals(201, created.statusCode(), created::body);
        String sealed = api.store
                .senderDomains()
                .find("shop.example")
                .orElseThrow()
                .key("one")
                .orElseThrow()
                .privateKey();
        for (String answer : new String[] {
            created.body(), api.get(SHOP).body(), api.get("api/v1/domains").body()
        }) {
            assertTrue(answer.contains("v=DKIM1; k=rsa; p="), answer);
            assertFalse(answer.contains(sealed) || answer.contains("rivate"), answer);
        }
    }

    @Test
    void aKeyIsPromotedOnlyWithAnAnswerOfTheDnsOrByForce() throws Exception {
        change("PUT", "", "{}");
        change("POST", "/keys", "{\"algorithm\": \"ed25519\", \"selector\": \"one\"}");
        String promotion = "{\"selector\": \"one\"}";
        assertProblem(409, "dkim-key-not-published", change("POST", "/keys/promote", promotion));
        api.dns = (name, type) -> new DnsAnswer.Failed("TELLTALE_DNS is off");
        HttpResponse<String> unknown = change("POST", "/keys/promote", promotion);
        assertProblem(409, "dkim-key-not-published", unknown);
        assertTrue(unknown.body().contains("TELLTALE_DNS is off"), unknown::body);
        String text = api.json(SHOP).getJsonArray("records").getJsonObject(0).getString("text");
        api.dns = (name, type) -> new DnsAnswer.Found(List.of(text));
        assertEquals(200, change("POST", "/keys/promote", promotion).statusCode());
        assertProblem(404, "not-found", change("POST", "/keys/promote", promotion));
        assertProblem(409, "dkim-key-in-use", change("DELETE", "/keys?selector=one", ""));
        assertEquals(200, change("POST", "/keys/retire", promotion).statusCode());
        assertProblem(409, "dkim-key-in-use", change("DELETE", "/keys?selector=one", ""));
        assertEquals(204, change("DELETE", "/keys?selector=one&force=true", "").statusCode());
        assertProblem(404, "not-found", change("DELETE", "/keys?selector=one", ""));
        assertTrue(
                api.get("api/v1/audit").body().contains("one._domainkey.shop.example"), "the audit log names the key");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PUT | | {\"trackingUrl\": \"http://t.shop.example\"} | trackingUrl",
                "PUT | | {\"trackingUrl\": 7} | trackingUrl",
                "PUT | | {\"returnPath\": \"nowhere\"} | returnPath",
                "PUT | | {\"version\": \"1\"} | version",
                "PUT | | {\"version\": -1} | version",
                "PUT | | {\"version\": 99999999999} | version",
                "PUT | | {\"keys\": []} | keys",
                "POST | /keys | {\"algorithm\": \"dsa\"} | algorithm",
                "POST | /keys | {} | algorithm",
                "POST | /keys | {\"algorithm\": \"rsa\", \"selector\": \"-\"} | selector",
                "POST | /keys/promote | {} | selector",
                "POST | /keys/promote | {\"selector\": \"one\", \"force\": \"yes\"} | force",
                "POST | /keys/retire | {\"selector\": \"<b>\"} | selector",
                "DELETE | /keys | '' | selector",
                "DELETE | /keys?selector=one&force=yes | '' | force",
                "DELETE | ?version=x | '' | version"
            })
    void badInputNamesTheFieldAndChangesNothing(String method, String path, String json, String field)
            throws Exception {
        change("PUT", "", "{}");
        String before = api.get(SHOP).body();
        HttpResponse<String> refused = change(method, path == null ? "" : path, json);
        assertProblem(400, "invalid-request", refused);
        assertTrue(refused.body().contains("\"field\":\"" + field + "\""), refused::body);
        assertEquals(before, api.get(SHOP).body());
    }

    @ParameterizedTest
    @CsvSource({"localhost", "a_b.example", "%3Cb%3E.example", "a%40b.example"})
    void whatIsNoDomainIsRefused(String name) throws Exception {
        assertProblem(400, "invalid-request", api.change("PUT", "api/v1/domains/" + name, "{}"));
        assertProblem(404, "not-found", api.get("api/v1/domains/" + name));
    }
}
